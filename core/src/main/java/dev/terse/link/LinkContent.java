package dev.terse.link;

import dev.terse.target.Target;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an owner sets on a link.
 *
 * @param tags distinct, in the owner's order
 * @param metadata the owner's own names and values, in the owner's order
 * @param startsAt the link is scheduled before it, whole milliseconds
 * @param expiresAt the link is expired from it on, whole milliseconds
 * @param fallback where an expired link leads, null for 410
 * @param redirectStatus 301, 302, 307 or 308
 */
public record LinkContent(
        Target target,
        @Nullable String title,
        @Nullable String note,
        List<String> tags,
        Map<String, String> metadata,
        @Nullable Instant startsAt,
        @Nullable Instant expiresAt,
        @Nullable Target fallback,
        int redirectStatus,
        boolean forwardQuery,
        boolean forwardPath,
        boolean disabled) {

    public LinkContent {
        tags = List.copyOf(tags);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** The plainest link to {@code target}. */
    public static LinkContent to(Target target) {
        return new LinkContent(target, null, null, List.of(), Map.of(), null, null, null, 302, false, false, false);
    }
}
