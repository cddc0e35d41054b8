package dev.terse.storage;

import dev.terse.stats.Stats;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** One row of the table {@code rollup_day}. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Day(long scope, byte[] quarters, byte[] visitors, byte[] values) {}

    /** Hours since 1970: {@code from} inclusive, {@code to} exclusive. */
    record HourSpan(long from, long to) {
        /** The day that has the first of these hours. */
        long firstDay() {
            return Math.floorDiv(from, 24L);
        }

        /** The first day that begins after the last of these hours. */
        long endDay() {
            return Math.ceilDiv(to, 24L);
        }
    }

    /** Makes something of a rollup: of the {@code packed} one of an hour, or of the parts of a day's. */
    interface RollupRow<T> {
        T map(
                long scope,
                long hour,
                int hours,
                byte @Nullable [] packed,
                byte @Nullable [] quarters,
                byte @Nullable [] values,
                byte @Nullable [] visitors);
    }

    /**
     * The rollups of these scopes that reach into the span, in any order, of one state. Hours that have any are found one
     * after the other, so that it costs nothing how long the span is.
     */
    <T> List<T> rollups(Handle handle, Collection<Long> scopes, HourSpan span, Set<Stats.Part> parts, RollupRow<T> map);

    /** Fills in the columns of a day that are wanted. */
    static String withParts(String sql, Set<Stats.Part> parts) {
        return sql.formatted(
                parts.contains(Stats.Part.VALUES) ? "r.value_counts" : "null",
                parts.contains(Stats.Part.VISITORS) ? "r.visitors" : "null");
    }

    static <T> List<T> rollups(PreparedStatement query, RollupRow<T> map) throws SQLException {
        List<T> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(map.map(
                        rows.getLong(1),
                        rows.getLong(2),
                        rows.getInt(3),
                        rows.getBytes(4),
                        rows.getBytes(5),
                        rows.getBytes(6),
                        rows.getBytes(7)));
            }
        }
        return found;
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
                days.add(new Day(rows.getLong(1), rows.getBytes(2), rows.getBytes(3), rows.getBytes(4)));
            }
        }
        return days;
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
}
