package dev.terse.link;

import dev.terse.target.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A link as the redirect service needs it; one that was deleted is still known as such. */
public record ServedLink(
        long number,
        @Nullable Target target,
        @Nullable String title,
        @Nullable Instant startsAt,
        @Nullable Instant expiresAt,
        @Nullable Target fallback,
        int redirectStatus,
        boolean forwardQuery,
        boolean forwardPath,
        boolean disabled,
        boolean banned,
        boolean deleted,
        Instant createdAt) {

    public ServedLink {
        if (target == null && !deleted) {
            throw new IllegalArgumentException("only a deleted link may be without a target");
        }
    }

    public LinkState state(Instant now) {
        return deleted ? LinkState.DELETED : Link.stateAt(now, banned, disabled, startsAt, expiresAt);
    }
}
