package dev.terse.storage;

import dev.terse.stats.PackedHours;
import dev.terse.stats.Rollup;
import dev.terse.stats.Stats;
import dev.terse.storage.CountRows.Day;
import dev.terse.storage.CountRows.HourSpan;
import dev.terse.storage.CountRows.Packed;
import dev.terse.storage.CountRows.PackedTable;
import dev.terse.storage.Ledger.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Merges the hours of a finished day into one row for each scope, so many scopes at a time as the first of each hour's
 * reach for: a scope is folded with all the hours it has. The hours are kept beside the day for a while. Values that are
 * many are added up by month as well.
 *
 * <p>What can't be read is moved to the table {@code rollup_damaged} and holds nothing else up.
 */
final class DayFold {
    private static final int HOURS = 24;

    /** Rows of each hour that are looked at. */
    private static final int PIECE = 200;

    /** Days whose hours are forgotten at a time. */
    private static final int FORGOTTEN = 500;

    /**
     * Bytes of a day's values from which on they are added up by month: those of most links are read faster than a month
     * would be written.
     */
    static final int MANY_VALUES = 1 << 10;

    private final CountRows rows;
    private final Damage damage;

    DayFold(CountRows rows, Damage damage) {
        this.rows = rows;
        this.damage = damage;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record HourRow(long hour, long scope, byte[] packed) {}

    /** A part of a rollup that can't be read. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Damaged(long scope, long hour, int hours, String part, byte[] packed) {}

    /** What the new hours of a scope come to, and where they are to be added. */
    private static final class Scope {
        final Rollup fresh = new Rollup();
        final SortedMap<Integer, byte[]> freshHours = new TreeMap<>();

        @Nullable
        Rollup day;

        boolean inMonth;
        /** What is to be kept of the day, null where nothing is. */
        @Nullable
        SortedMap<Integer, byte[]> kept;

        boolean hasHoursOfBefore;
    }

    /** What a piece comes to. */
    private static final class Piece {
        final List<Day> days = new ArrayList<>();
        final List<Packed> kept = new ArrayList<>();
        final List<Packed> months = new ArrayList<>();
        /** Scopes whose hours of before are there no more. */
        final List<Long> lostHours = new ArrayList<>();
        /** Scopes whose month is there no more, so that its days are read. */
        final List<Long> lostMonths = new ArrayList<>();

        final List<Damaged> damaged = new ArrayList<>();
    }

    /** The next piece of the fold, and how many hours it folds or days' hours it forgets. */
    Step<Integer> next(Handle handle, Instant before) {
        Long first = number(handle, "select min(hour) from rollup_hour");
        long day = first == null ? Long.MAX_VALUE : Math.floorDiv(first, (long) HOURS);
        if (first == null || (day + 1) * ClickChunks.DAY > before.toEpochMilli()) {
            return forget(handle, before.minus(Stats.HOURS_KEPT));
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
        boolean keeps =
                (day + 1) * ClickChunks.DAY > before.minus(Stats.HOURS_KEPT).toEpochMilli();
        long month = HourSpan.monthOf(day);
        Piece piece = fold(handle, day, month, folded, keeps);
        Ledger.Writes writes = writer -> {
            write(writer, day, month, piece);
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

    private static @Nullable Long number(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(Long.class).findOne().orElse(null);
    }

    private static List<HourRow> firstOf(Handle handle, long hour) {
        return handle.createQuery(
                        "select scope, packed from rollup_hour where hour = :hour order by scope limit :piece")
                .bind("hour", hour)
                .bind("piece", PIECE)
                .map((row, _) -> new HourRow(hour, row.getLong(1), row.getBytes(2)))
                .list();
    }

    private static Step<Integer> forget(Handle handle, Instant before) {
        Long day = number(handle, "select min(day) from rollup_day_hours");
        if (day == null || (day + 1) * ClickChunks.DAY > before.toEpochMilli()) {
            return Step.nothing(0);
        }
        List<Long> scopes = handle.createQuery(
                        "select scope from rollup_day_hours where day = :day order by scope limit :piece")
                .bind("day", day)
                .bind("piece", FORGOTTEN)
                .mapTo(Long.class)
                .list();
        Ledger.Writes writes = writer -> {
            writer.createUpdate("delete from rollup_day_hours where day = :day and scope <= :scope")
                    .bind("day", day)
                    .bind("scope", scopes.getLast())
                    .execute();
            return true;
        };
        return new Step<>(writes, scopes.size(), 0);
    }

    /** The days that these hours come to, together with what was folded of them before. */
    private Piece fold(Handle handle, long day, long month, List<HourRow> hours, boolean keeps) {
        Piece piece = new Piece();
        Map<Long, Scope> scopes = new TreeMap<>();
        for (HourRow row : hours) {
            Rollup hour = readable(row.scope, row.hour, 1, () -> PackedHours.unpack(row.packed, FreshCounts.ALL_PARTS));
            if (hour == null) {
                piece.damaged.add(new Damaged(row.scope, row.hour, 1, "packed", row.packed));
                continue;
            }
            int place = (int) (row.hour - day * HOURS);
            Scope scope = scopes.computeIfAbsent(row.scope, _ -> new Scope());
            scope.fresh.add(hour, 4 * place);
            scope.freshHours.put(place, row.packed);
        }
        if (keeps) {
            readKept(handle, day, scopes, piece);
        }
        readDays(handle, day, scopes, piece);
        Map<Long, Rollup> inMonth = new TreeMap<>();
        scopes.forEach((number, scope) -> {
            Rollup sum = scope.day == null ? new Rollup() : scope.day;
            sum.add(scope.fresh, 0);
            if (scope.inMonth) {
                inMonth.put(number, scope.fresh);
            }
            byte[] values = sum.packValues();
            if (!scope.inMonth && values.length >= MANY_VALUES) {
                scope.inMonth = true;
                inMonth.put(number, sum);
            }
            piece.days.add(new Day(number, sum.packQuarters(), sum.packVisitors(), values, scope.inMonth));
            if (scope.kept != null) {
                piece.kept.add(new Packed(number, PackedHours.ofDay(scope.kept)));
            }
        });
        addToMonths(handle, month, inMonth, piece);
        return piece;
    }

    /** Adds to the hours that are kept. A day that was folded and has none there any more gets none. */
    private void readKept(Handle handle, long day, Map<Long, Scope> scopes, Piece piece) {
        scopes.values().forEach(scope -> scope.kept = scope.freshHours);
        PackedHours packer = new PackedHours();
        for (Packed row : rows.readPacked(handle, PackedTable.DAY_HOURS, day, scopes.keySet())) {
            Scope scope = scopes.get(row.scope());
            if (scope == null) {
                continue;
            }
            try {
                SortedMap<Integer, byte[]> kept = PackedHours.hoursOf(row.packed());
                scope.freshHours.forEach((place, fresh) -> kept.merge(
                        place,
                        fresh,
                        (before, added) -> packer.packWith(before, PackedHours.unpack(added, FreshCounts.ALL_PARTS))));
                scope.kept = kept;
                scope.hasHoursOfBefore = true;
            } catch (IllegalArgumentException unreadable) {
                damage.tell(row.scope(), day * HOURS, HOURS, unreadable);
                piece.damaged.add(new Damaged(row.scope(), day * HOURS, HOURS, "hours", row.packed()));
                piece.lostHours.add(row.scope());
            }
        }
    }

    private void readDays(Handle handle, long day, Map<Long, Scope> scopes, Piece piece) {
        for (Day row : rows.readDays(handle, day, scopes.keySet())) {
            Scope scope = scopes.get(row.scope());
            if (scope == null) {
                continue;
            }
            scope.inMonth = row.inMonth();
            scope.day = readable(
                    row.scope(), day * HOURS, HOURS, () -> Rollup.unpack(row.quarters(), row.values(), row.visitors()));
            if (scope.day == null) {
                piece.damaged.add(new Damaged(row.scope(), day * HOURS, HOURS, "quarters", row.quarters()));
                piece.damaged.add(new Damaged(row.scope(), day * HOURS, HOURS, "values", row.values()));
                piece.damaged.add(new Damaged(row.scope(), day * HOURS, HOURS, "visitors", row.visitors()));
            } else if (!scope.hasHoursOfBefore) {
                // Without the other hours these would stand for the whole day.
                scope.kept = null;
            }
        }
    }

    private void addToMonths(Handle handle, long month, Map<Long, Rollup> fresh, Piece piece) {
        if (fresh.isEmpty()) {
            return;
        }
        Map<Long, Rollup> months = new TreeMap<>();
        for (Packed row : rows.readPacked(handle, PackedTable.MONTH, month, fresh.keySet())) {
            Rollup before = readable(row.scope(), month, 0, () -> Rollup.unpack(null, row.packed(), null));
            if (before == null) {
                piece.damaged.add(
                        new Damaged(row.scope(), HourSpan.firstDayOf(month) * HOURS, 0, "month", row.packed()));
                piece.lostMonths.add(row.scope());
            } else {
                months.put(row.scope(), before);
            }
        }
        fresh.forEach((scope, rollup) -> {
            if (!piece.lostMonths.contains(scope)) {
                Rollup sum = months.getOrDefault(scope, new Rollup());
                sum.addValues(rollup);
                piece.months.add(new Packed(scope, sum.packValues(Rollup.MAX_VALUES_OF_MONTH)));
            }
        });
    }

    private @Nullable Rollup readable(long scope, long time, int hours, Supplier<Rollup> reading) {
        try {
            return reading.get().checked();
        } catch (IllegalArgumentException unreadable) {
            damage.tell(scope, time, hours, unreadable);
            return null;
        }
    }

    private void write(Handle handle, long day, long month, Piece piece) {
        rows.writeDays(handle, day, piece.days);
        for (long scope : piece.lostHours) {
            handle.createUpdate("delete from rollup_day_hours where day = :day and scope = :scope")
                    .bind("day", day)
                    .bind("scope", scope)
                    .execute();
        }
        rows.writePacked(handle, PackedTable.DAY_HOURS, day, piece.kept);
        rows.writePacked(handle, PackedTable.MONTH, month, piece.months);
        for (long scope : piece.lostMonths) {
            handle.createUpdate("delete from rollup_month where scope = :scope and month = :month")
                    .bind("scope", scope)
                    .bind("month", month)
                    .execute();
            handle.createUpdate("""
                            update rollup_day set in_month = 0
                            where scope = :scope and day >= :from and day < :to""")
                    .bind("scope", scope)
                    .bind("from", HourSpan.firstDayOf(month))
                    .bind("to", HourSpan.firstDayOf(month + 1))
                    .execute();
        }
        for (Damaged row : piece.damaged) {
            handle.createUpdate("""
                            insert into rollup_damaged (scope, hour, hours, part, packed)
                            values (:scope, :hour, :hours, :part, :packed)""")
                    .bind("scope", row.scope)
                    .bind("hour", row.hour)
                    .bind("hours", row.hours)
                    .bind("part", row.part)
                    .bind("packed", row.packed)
                    .execute();
        }
    }
}
