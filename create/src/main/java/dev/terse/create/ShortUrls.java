package dev.terse.create;

import dev.terse.code.Code;
import dev.terse.visit.ScanMark;
import java.net.URI;

/** The default domain as clients see it: its name, and the short addresses on it. */
public final class ShortUrls {
    private final String domain;
    private final String base;

    /**
     * Makes the addresses under {@code base}.
     *
     * @param base absolute, {@code http} or {@code https}, without query and fragment, such as {@code https://s.example}
     */
    public ShortUrls(URI base) {
        String authority = base.getRawAuthority();
        if (authority == null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException("not a base address: " + base);
        }
        this.domain = authority;
        String text = base.toString();
        this.base = text.endsWith("/") ? text : text + "/";
    }

    /** The domain's name, with the port where that is not the scheme's own. */
    String domain() {
        return domain;
    }

    String of(Code code) {
        return base + code.value();
    }

    /** The address in the QR code of a link. */
    String ofScan(Code code) {
        return of(code) + "?" + ScanMark.PARAMETER;
    }
}
