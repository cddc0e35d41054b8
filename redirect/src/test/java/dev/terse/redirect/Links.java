package dev.terse.redirect;

import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import java.time.Instant;

/** Links for tests. */
final class Links {
    static final Instant CREATED = Instant.parse("2026-11-22T10:00:00Z");

    private Links() {}

    static ServedLink to(String target) {
        return link(target, false, false);
    }

    static ServedLink forwarding(String target) {
        return link(target, true, true);
    }

    static ServedLink link(String target, boolean forwardQuery, boolean forwardPath) {
        return new ServedLink(
                1,
                new Target(target),
                null,
                null,
                null,
                null,
                302,
                forwardQuery,
                forwardPath,
                false,
                false,
                false,
                CREATED);
    }
}
