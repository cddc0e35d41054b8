package dev.terse.create;

import dev.terse.stats.Dimension;
import dev.terse.stats.Rollup.Clicks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link StatsQuestion}.
 *
 * @param exact false where groups and visitors count more than the span: rollups that reach over an end of it
 * @param dailyVisitors the different visitors of each day in UTC, added up; null where single clicks were looked at, which
 *     don't tell
 * @param groups in the order of the question
 */
record StatsResult(
        StatsQuestion question,
        boolean exact,
        Clicks totals,
        @Nullable Long dailyVisitors,
        List<Point> series,
        Map<Dimension, Group> groups) {

    /**
     * The clicks of one interval.
     *
     * @param visitors like {@code dailyVisitors}; null as well where days are kept as a whole and the interval is shorter
     */
    record Point(Instant start, Clicks clicks, @Nullable Long visitors) {}

    /**
     * Clicks by the values of a dimension.
     *
     * @param values the most frequent ones, the most frequent first
     * @param other those of all other values
     * @param none those that have no value
     */
    record Group(List<Value> values, Clicks other, Clicks none) {}

    record Value(String value, Clicks clicks) {}
}
