package dev.terse.redirect;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A domain as its visitors see it.
 *
 * @param domain the number of the domain in the store
 * @param baseUrl what its short addresses begin with, such as {@code https://s.example}, without a slash at the end
 * @param securityContact where to report a weakness, as an address for {@code security.txt} (RFC 9116), such as
 *     {@code mailto:security@s.example}; null to have no such file
 */
public record Site(long domain, String baseUrl, @Nullable String securityContact) {
    public Site {
        if (baseUrl.endsWith("/")) {
            throw new IllegalArgumentException("a base URL has no slash at its end: " + baseUrl);
        }
        if (securityContact != null && URI.create(securityContact).getScheme() == null) {
            throw new IllegalArgumentException(
                    "a security contact is an address with its scheme, such as mailto:security@s.example");
        }
    }
}
