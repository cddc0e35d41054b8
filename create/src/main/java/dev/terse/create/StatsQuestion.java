package dev.terse.create;

import dev.terse.stats.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know about clicks.
 *
 * @param from inclusive, the beginning of a quarter of an hour
 * @param to exclusive, the end of one
 * @param zone whose calendar cuts the series
 * @param interval null where no series is wanted
 * @param starts when the intervals of the series begin, the first one at {@code from} or before it; empty without a series
 * @param groups the dimensions by whose values clicks are told apart
 * @param limit values of a dimension at most
 * @param filters the values that a click has to have
 */
record StatsQuestion(
        Instant from,
        Instant to,
        ZoneId zone,
        @Nullable Interval interval,
        List<Instant> starts,
        List<Dimension> groups,
        int limit,
        Audience audience,
        Map<Dimension, String> filters) {

    /** What clicks are counted by: no zone has used an offset since 1972 that cuts one. */
    static final Duration QUARTER = Duration.ofMinutes(15);

    private static final long SECONDS_OF_DAY = Duration.ofDays(1).toSeconds();

    StatsQuestion {
        starts = List.copyOf(starts);
        groups = List.copyOf(groups);
        filters = Map.copyOf(filters);
    }

    /** Whether a border of the series lies inside a day in UTC. */
    boolean cutsDays() {
        return starts.stream()
                .anyMatch(start -> start.isAfter(from) && Math.floorMod(start.getEpochSecond(), SECONDS_OF_DAY) != 0);
    }

    /** The quarter of an hour that an instant lies in, counted since 1970-01-01T00:00:00Z. */
    static long quarterOf(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), QUARTER.toSeconds());
    }

    /** When a quarter of an hour begins. */
    static Instant beginOf(long quarter) {
        return Instant.ofEpochSecond(quarter * QUARTER.toSeconds());
    }
}
