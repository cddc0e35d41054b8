package dev.terse.storage;

import dev.terse.stats.PackedHours;
import dev.terse.stats.Rollup;
import dev.terse.storage.CountRows.Day;
import dev.terse.storage.Ledger.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Merges the hours of a finished day into one row for each scope, so many scopes at a time as the first of each hour's
 * reach for: a scope is folded with all the hours it has.
 */
final class DayFold {
    private static final int HOURS = 24;

    /** Rows of each hour that are looked at. */
    private static final int PIECE = 200;

    private final CountRows rows;

    DayFold(CountRows rows) {
        this.rows = rows;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record HourRow(long hour, long scope, byte[] packed) {}

    /** The next piece of the fold, and how many hours it folds. */
    Step<Integer> next(Handle handle, Instant before) {
        Long first = handle.createQuery("select min(hour) from rollup_hour")
                .mapTo(Long.class)
                .findOne()
                .orElse(null);
        if (first == null) {
            return Step.nothing(0);
        }
        long day = Math.floorDiv(first, (long) HOURS);
        if ((day + 1) * ClickChunks.DAY > before.toEpochMilli()) {
            return Step.nothing(0);
        }
        List<HourRow> found = new ArrayList<>();
        long lastScope = Long.MAX_VALUE;
        for (long hour = day * HOURS; hour < (day + 1) * HOURS; hour++) {
            List<HourRow> some = firstOf(handle, hour);
            found.addAll(some);
            if (some.size() == PIECE) {
                lastScope = Math.min(lastScope, some.getLast().scope);
            }
        }
        long upTo = lastScope;
        List<HourRow> folded = found.stream().filter(row -> row.scope <= upTo).toList();
        List<Day> days = folded(handle, day, folded);
        Ledger.Writes writes = writer -> {
            rows.writeDays(writer, day, days);
            var delete = writer.prepareBatch("delete from rollup_hour where hour = :hour and scope <= :scope");
            folded.stream()
                    .mapToLong(HourRow::hour)
                    .distinct()
                    .forEach(hour ->
                            delete.bind("hour", hour).bind("scope", upTo).add());
            delete.execute();
            return true;
        };
        return new Step<>(writes, folded.size(), 0);
    }

    private static List<HourRow> firstOf(Handle handle, long hour) {
        return handle.createQuery(
                        "select scope, packed from rollup_hour where hour = :hour order by scope limit :piece")
                .bind("hour", hour)
                .bind("piece", PIECE)
                .map((row, _) -> new HourRow(hour, row.getLong(1), row.getBytes(2)))
                .list();
    }

    /** The days that these hours come to, together with what was folded of them before. */
    private List<Day> folded(Handle handle, long day, Collection<HourRow> hours) {
        Map<Long, @Nullable Rollup> rollups = new TreeMap<>();
        hours.forEach(row -> rollups.put(row.scope, null));
        for (Day row : rows.readDays(handle, day, rollups.keySet())) {
            rollups.put(row.scope(), Rollup.unpack(row.quarters(), row.values(), row.visitors()));
        }
        for (HourRow row : hours) {
            int later = (int) (row.hour - day * HOURS) * 4;
            Rollup rollup = rollups.get(row.scope);
            if (rollup == null) {
                rollup = new Rollup();
                rollups.put(row.scope, rollup);
            }
            rollup.add(PackedHours.unpack(row.packed, FreshCounts.ALL_PARTS), later);
        }
        List<Day> days = new ArrayList<>(rollups.size());
        rollups.forEach((scope, rollup) -> {
            if (rollup != null) {
                days.add(new Day(scope, rollup.packQuarters(), rollup.packVisitors(), rollup.packValues()));
            }
        });
        return days;
    }
}
