package dev.terse.storage;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Part;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What batches came to, in the order and the form of the tables. For one thread. */
final class FreshCounts {
    private static final Logger log = LoggerFactory.getLogger(FreshCounts.class);

    static final Set<Part> ALL_PARTS = Set.copyOf(EnumSet.allOf(Part.class));

    private static final long QUARTER = ClickChunks.HOUR / 4;

    private static final Comparator<Row> ORDER =
            Comparator.comparingLong(Row::hour).thenComparingLong(Row::scope);

    private final CountRows.Hours hours;
    private final Rollup[] rollups;
    private final byte[][] packed;

    private record Row(long hour, long scope, Rollup rollup) {}

    FreshCounts(Map<Stats.Hour, Rollup> counted) {
        Row[] rows = new Row[counted.size()];
        int count = 0;
        for (Map.Entry<Stats.Hour, Rollup> entry : counted.entrySet()) {
            rows[count++] = new Row(entry.getKey().hour(), number(entry.getKey().scope()), entry.getValue());
        }
        Arrays.sort(rows, ORDER);
        long[] hourColumn = new long[count];
        long[] scopeColumn = new long[count];
        rollups = new Rollup[count];
        packed = new byte[count][];
        for (int i = 0; i < count; i++) {
            hourColumn[i] = rows[i].hour;
            scopeColumn[i] = rows[i].scope;
            rollups[i] = rows[i].rollup;
            packed[i] = PackedHour.pack(rows[i].rollup);
        }
        hours = new CountRows.Hours(hourColumn, scopeColumn);
    }

    /** How a scope is named in the tables. */
    static long number(Scope scope) {
        return switch (scope) {
            case Scope.OfLink(long number) -> number;
            case Scope.OfDomain(long number) -> -number;
        };
    }

    static Scope scope(long number) {
        return number < 0 ? new Scope.OfDomain(-number) : new Scope.OfLink(number);
    }

    CountRows.Hours hours() {
        return hours;
    }

    /** Each of the hours, added to what is stored for it, or in its place where that is damaged. */
    byte[][] mergedWith(byte[] @Nullable [] stored) {
        byte[][] merged = packed.clone();
        for (int i = 0; i < merged.length; i++) {
            byte[] before = stored[i];
            if (before != null) {
                try {
                    Rollup rollup = PackedHour.unpack(before, ALL_PARTS);
                    rollup.add(rollups[i], 0);
                    merged[i] = PackedHour.pack(rollup);
                } catch (IllegalArgumentException | IndexOutOfBoundsException damage) {
                    log.error(
                            "What was counted for {} in hour {} can't be read; counting begins anew there.",
                            scope(hours.scopes()[i]),
                            hours.hours()[i],
                            damage);
                }
            }
        }
        return merged;
    }

    /** What the links have more than before. */
    CountRows.Totals totals(Collection<CountedClick> clicks) {
        Map<Long, Total> totals = new HashMap<>();
        for (int i = 0; i < rollups.length; i++) {
            if (hours.scopes()[i] >= 0) {
                totals.computeIfAbsent(hours.scopes()[i], _ -> new Total()).add(hours.hours()[i], rollups[i]);
            }
        }
        for (CountedClick click : clicks) {
            Total total = totals.get(click.link());
            if (total != null) {
                total.lastClick = Math.max(total.lastClick, click.atMillis());
            }
        }
        List<Map.Entry<Long, Total>> sorted =
                totals.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        CountRows.Totals columns = new CountRows.Totals(
                new long[sorted.size()],
                new long[sorted.size()],
                new long[sorted.size()],
                new long[sorted.size()],
                new long[sorted.size()]);
        for (int i = 0; i < sorted.size(); i++) {
            Total total = sorted.get(i).getValue();
            columns.links()[i] = sorted.get(i).getKey();
            columns.totals()[i] = total.clicks;
            columns.humans()[i] = total.humans;
            columns.bots()[i] = total.bots;
            columns.lastAt()[i] = total.lastAt();
        }
        return columns;
    }

    private static final class Total {
        long clicks;
        long humans;
        long bots;
        long lastClick = Long.MIN_VALUE;
        long lastHour = Long.MIN_VALUE;

        @Nullable
        Rollup last;

        void add(long hour, Rollup rollup) {
            Rollup.Clicks counted = rollup.clicks();
            clicks += counted.total();
            humans += counted.humans();
            bots += counted.bots();
            if (hour > lastHour) {
                lastHour = hour;
                last = rollup;
            }
        }

        /** When the last click was made, or the quarter of an hour began that it was made in where it isn't listed. */
        long lastAt() {
            long hour = lastHour * ClickChunks.HOUR;
            if (last == null || lastClick >= hour) {
                return lastClick;
            }
            var quarters = last.quarters();
            return hour + (quarters.isEmpty() ? 0 : quarters.lastKey() * QUARTER);
        }
    }
}
