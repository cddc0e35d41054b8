package dev.terse.link;

import dev.terse.code.Code;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A code on a domain that leads to a target, as its owner sees it.
 *
 * @param number the installation's own compact name of the link, never shown and never used again
 * @param id the public name of the link
 * @param createdBy the id of the key that made it
 * @param version 1 and up, one more with every edit
 */
public record Link(
        long number,
        String id,
        long workspace,
        long domain,
        Code code,
        LinkContent content,
        boolean banned,
        ClickTotals clicks,
        Instant createdAt,
        Instant updatedAt,
        String createdBy,
        int version) {

    public LinkState state(Instant now) {
        return stateAt(now, banned, content.disabled(), content.startsAt(), content.expiresAt());
    }

    static LinkState stateAt(
            Instant now, boolean banned, boolean disabled, @Nullable Instant startsAt, @Nullable Instant expiresAt) {
        if (banned) {
            return LinkState.BANNED;
        }
        if (disabled) {
            return LinkState.DISABLED;
        }
        if (expiresAt != null && !now.isBefore(expiresAt)) {
            return LinkState.EXPIRED;
        }
        if (startsAt != null && now.isBefore(startsAt)) {
            return LinkState.SCHEDULED;
        }
        return LinkState.ACTIVE;
    }
}
