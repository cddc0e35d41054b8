package dev.terse.storage;

import dev.terse.stats.Stats;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements of counting that run for many rows at once, as fast as the engine allows. */
interface CountRows {
    /** Hours of scopes, in the order of hour and scope, each once; see the table {@code rollup_hour}. */
    @SuppressWarnings("ArrayRecordComponent") // columns, compared by nobody
    record Hours(long[] hours, long[] scopes) {
        int size() {
            return hours.length;
        }

        /** Each hour once. */
        Set<Long> distinct() {
            Set<Long> distinct = new HashSet<>();
            for (long hour : hours) {
                distinct.add(hour);
            }
            return distinct;
        }
    }

    /** The totals of links, each once, and what is to be added to them; see the table {@code link_total}. */
    @SuppressWarnings("ArrayRecordComponent") // columns, compared by nobody
    record Totals(long[] links, long[] totals, long[] humans, long[] bots, long[] lastAt) {}

    /**
     * One row of the table {@code rollup_day}.
     *
     * @param inMonth whether its values are in those of its month
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Day(long scope, byte[] quarters, byte[] visitors, byte[] values, boolean inMonth) {}

    /** One row of a {@link PackedTable} at a time that is known. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Packed(long scope, byte[] packed) {}

    /** Tables of one form: a time, a scope, and something packed. */
    enum PackedTable {
        /** Values by months since 1970. */
        MONTH("rollup_month", "month"),
        /** The hours of folded days, by days since 1970. */
        DAY_HOURS("rollup_day_hours", "day");

        private final String table;
        private final String time;

        PackedTable(String table, String time) {
            this.table = table;
            this.time = time;
        }

        /** Fills in the names of the table and of the column that has its times. */
        String in(String sql) {
            return sql.formatted(table, time);
        }
    }

    /**
     * Hours since 1970: {@code from} inclusive, {@code to} exclusive.
     *
     * @param firstWholeDay of the days that are in it from their beginning to their end
     * @param endWholeDay the day after the last of those, or an earlier one where there are none
     * @param byHours whether the hours of those are wanted while they are kept, as those of others are
     */
    record HourSpan(long from, long to, long firstWholeDay, long endWholeDay, boolean byHours) {
        private static final long MONTHS_TO_1970 = 1970 * 12L;

        /** The hours that a span touches. */
        static HourSpan of(Instant from, Instant to, boolean byHours) {
            long first = from.toEpochMilli();
            long end = to.toEpochMilli();
            return new HourSpan(
                    Math.floorDiv(first, ClickChunks.HOUR),
                    Math.ceilDiv(end, ClickChunks.HOUR),
                    Math.ceilDiv(first, ClickChunks.DAY),
                    Math.floorDiv(end, ClickChunks.DAY),
                    byHours);
        }

        /** The day on which those begin whose hours are not wanted; it is {@link #endWholeDay} where there are none. */
        long firstDayWithoutHours() {
            return byHours ? endWholeDay : firstWholeDay;
        }

        boolean isWhole(long day) {
            return day >= firstWholeDay && day < endWholeDay;
        }

        /** The first month that is wanted as a whole. */
        long firstMonth() {
            return monthOf(firstWholeDay - 1) + 1;
        }

        /** The month after the last such month, {@link #firstMonth} where there is none. */
        long endMonth() {
            return Math.max(firstMonth(), monthOf(endWholeDay));
        }

        /** The month of a day, both since 1970. */
        static long monthOf(long day) {
            return LocalDate.ofEpochDay(day).getLong(ChronoField.PROLEPTIC_MONTH) - MONTHS_TO_1970;
        }

        /** The first day of a month. */
        static long firstDayOf(long month) {
            return LocalDate.EPOCH.plusMonths(month).toEpochDay();
        }

        /** The day that has the first of these hours. */
        long firstDay() {
            return Math.floorDiv(from, 24L);
        }

        /** The first day that begins after the last of these hours. */
        long endDay() {
            return Math.ceilDiv(to, 24L);
        }
    }

    /**
     * Hands over the rollups of these scopes that reach into the span, in any order, of one state. Hours that have any are found one
     * after the other, so that it costs nothing how long the span is.
     */
    void rollups(Handle handle, Collection<Long> scopes, HourSpan span, Set<Stats.Part> parts, SpanRows rows);

    /** Fills in the columns of a day that are wanted. The values of a day that are in those of a month are not. */
    static String withParts(String sql, Set<Stats.Part> parts) {
        return sql.formatted(
                parts.contains(Stats.Part.VALUES)
                        ? "case when r.in_month = 0 or r.day < span.month or r.day >= span.end_month then r.value_counts end"
                        : "null",
                parts.contains(Stats.Part.VISITORS) ? "r.visitors" : "null");
    }

    static void rollups(PreparedStatement query, SpanRows taking) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                taking.take(
                        rows.getLong(1),
                        rows.getLong(2),
                        rows.getInt(3),
                        rows.getBytes(4),
                        rows.getBytes(5),
                        rows.getBytes(6),
                        rows.getBytes(7));
            }
        }
    }

    /** The answer of {@link #domainsOf}: links and their domains. */
    static Map<Long, Long> domains(PreparedStatement query) throws SQLException {
        Map<Long, Long> domains = new HashMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                domains.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return domains;
    }

    static Set<Long> numbers(PreparedStatement query) throws SQLException {
        Set<Long> numbers = new HashSet<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }

    static int number(PreparedStatement query) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** The answer of {@link #readDays}: scopes and the parts of their days. */
    static List<Day> days(PreparedStatement query) throws SQLException {
        List<Day> days = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                days.add(new Day(
                        rows.getLong(1), rows.getBytes(2), rows.getBytes(3), rows.getBytes(4), rows.getInt(5) != 0));
            }
        }
        return days;
    }

    /** The answer of {@link #readPacked}. */
    static List<Packed> packed(PreparedStatement query) throws SQLException {
        List<Packed> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(new Packed(rows.getLong(1), rows.getBytes(2)));
            }
        }
        return found;
    }

    /** The domain of each of these links that there ever was. */
    Map<Long, Long> domainsOf(Handle handle, Collection<Long> links);

    /** A clock that goes while the store works for this thread, at least. */
    long nanosOfWork();

    /** What is stored for each of these hours, null where nothing is. */
    byte[] @Nullable [] read(Handle handle, Hours hours);

    /**
     * Writes rows of hours.
     *
     * @param isThere for each whether {@link #read} found a row of it
     */
    void write(Handle handle, Hours hours, byte[][] packed, boolean[] isThere);

    void add(Handle handle, Totals totals);

    /** Puts these links into the order of their totals. */
    void rank(Handle handle, List<Long> links);

    /** How many of these batches wait in the inbox. */
    int countBatches(Handle handle, List<Long> numbers);

    /** Removes batches from the inbox, and says how many of them were there. */
    int removeBatches(Handle handle, List<Long> numbers);

    /** What is stored for that day of each of these scopes. */
    List<Day> readDays(Handle handle, long day, Collection<Long> scopes);

    void writeDays(Handle handle, long day, List<Day> rows);

    /** What is stored for that time of each of these scopes. */
    List<Packed> readPacked(Handle handle, PackedTable table, long time, Collection<Long> scopes);

    void writePacked(Handle handle, PackedTable table, long time, List<Packed> rows);
}
