package dev.terse.visit;

import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a visit is answered with. */
public sealed interface Decision {
    /**
     * The visitor goes on.
     *
     * @param location an absolute address, visible ASCII only, at most {@link Target#MAX_LENGTH} bytes
     * @param status 301, 302, 307 or 308
     */
    record Redirect(String location, int status) implements Decision {}

    /**
     * The visitor is shown where the same visit would go without asking for a preview.
     *
     * @param location as of a {@link Redirect}
     */
    record Preview(String location) implements Decision {}

    /** There was a link, and it is no longer served. */
    record Gone() implements Decision {}

    /** For visitors there is no such link: there never was one, it has not begun, or the path asks for more than a code. */
    record Unknown() implements Decision {}

    /**
     * Decides, by nothing but the arguments.
     *
     * <p>What a visit brings along reaches the location only where the link forwards it, and only ever as an addition to
     * the link's own target: scheme, host, path and parameters of the target stay as they are. A fallback is not the
     * link's target, so nothing is added to it.
     */
    static Decision of(ServedLink link, Visit visit, Instant now) {
        if (!visit.rest().isEmpty() && (visit.preview() || !link.forwardPath())) {
            return new Unknown();
        }
        return switch (link.state(now)) {
            case ACTIVE -> active(link, visit);
            case SCHEDULED -> new Unknown();
            case EXPIRED, EXHAUSTED -> ended(link.fallback(), visit);
            case DISABLED, BANNED, DELETED -> new Gone();
        };
    }

    /**
     * The redirect that {@link #of} gives to every {@link Visit#PLAIN} visit, whenever it is made; empty where the answer is
     * another one or may become another one with time.
     */
    static Optional<Redirect> ofEveryPlainVisit(ServedLink link) {
        boolean timeless = link.startsAt() == null && link.expiresAt() == null;
        return timeless && of(link, Visit.PLAIN, Instant.EPOCH) instanceof Redirect redirect
                ? Optional.of(redirect)
                : Optional.empty();
    }

    private static Decision active(ServedLink link, Visit visit) {
        String location = Objects.requireNonNull(link.target()).href();
        if (!visit.rest().isEmpty()) {
            Optional<String> longer = Forwarding.withPath(location, visit.rest());
            if (longer.isEmpty()) {
                return new Unknown();
            }
            location = longer.get();
        }
        if (link.forwardQuery() && !visit.query().isEmpty()) {
            location = Forwarding.withQuery(location, visit.query());
        }
        return visit.preview() ? new Preview(location) : new Redirect(location, link.redirectStatus());
    }

    private static Decision ended(@Nullable Target fallback, Visit visit) {
        if (fallback == null) {
            return new Gone();
        }
        return visit.preview() ? new Preview(fallback.href()) : new Redirect(fallback.href(), 302);
    }
}
