package dev.terse.redirect;

import dev.terse.link.ServedLink;
import dev.terse.visit.Decision;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A link as the cache holds it, with the answer of a plain visit made ready.
 */
final class CachedLink {
    private final ServedLink link;
    private final long number;
    private final long renewFrom;
    private final long servedUntil;
    private final byte @Nullable [] location;
    private final int status;

    /**
     * Holds a link.
     *
     * @param renewFrom from when on it is to be renewed
     * @param servedUntil until when it may be served
     */
    CachedLink(ServedLink link, long renewFrom, long servedUntil) {
        this.link = link;
        this.number = link.number();
        this.renewFrom = renewFrom;
        this.servedUntil = servedUntil;
        Decision.Redirect always = Decision.ofEveryPlainVisit(link).orElse(null);
        this.location = always == null ? null : always.location().getBytes(StandardCharsets.ISO_8859_1);
        this.status = always == null ? 0 : always.status();
    }

    ServedLink link() {
        return link;
    }

    long number() {
        return number;
    }

    long renewFrom() {
        return renewFrom;
    }

    long servedUntil() {
        return servedUntil;
    }

    /** Where every plain visit is led, null where that depends on more than the link; to be left as it is. */
    byte @Nullable [] location() {
        return location;
    }

    /** The status of that answer. */
    int status() {
        return status;
    }
}
