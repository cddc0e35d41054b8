package dev.terse.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The clicks of one link, over its whole life. */
public record ClickTotals(
        long total, long humans, long bots, @Nullable Instant lastAt) {
    public static final ClickTotals NONE = new ClickTotals(0, 0, 0, null);
}
