package dev.terse.app;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clicks as a worker would count them, gathered to be added to what a store has counted. For one thread. */
final class CountedClicks {
    private static final long DOMAIN = 1;

    private final Map<Stats.Hour, Rollup> rollups = new HashMap<>();
    private final List<CountedClick> clicks = new ArrayList<>();

    /**
     * Adds a click.
     *
     * @param visitor 0 where nothing is known of who it was
     */
    CountedClicks click(long link, Instant at, Kind kind, long visitor, Map<Dimension, String> values) {
        long hour = Math.floorDiv(at.getEpochSecond(), 3_600L);
        int quarter = (int) (Math.floorMod(at.getEpochSecond(), 3_600L)
                / Duration.ofMinutes(15).toSeconds());
        for (Scope scope : List.of(new Scope.OfLink(link), new Scope.OfDomain(DOMAIN))) {
            rollups.computeIfAbsent(new Stats.Hour(scope, hour), _ -> new Rollup())
                    .add(kind, quarter, visitor, values);
        }
        clicks.add(new CountedClick(at.toEpochMilli(), link, kind, values));
        return this;
    }

    /** Adds all of them to what {@code stats} has. */
    void apply(Stats stats) {
        if (!stats.apply(List.of(), new Stats.Counted(rollups, clicks, List.of()))) {
            throw new IllegalStateException("nothing was counted");
        }
    }
}
