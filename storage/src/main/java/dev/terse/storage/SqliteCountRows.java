package dev.terse.storage;

import dev.terse.stats.Stats;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A statement for many keys where rows are read, and one for {@value #ROWS_AT_ONCE} rows where they are written: keys
 * travel as JSON, which blobs can't.
 */
final class SqliteCountRows implements CountRows {
    private static final int ROWS_AT_ONCE = 64;

    private static final String DOMAINS = """
            select l.number, l.domain from json_each(?) asked cross join link l on l.number = asked.value""";

    private static final String HOURS_WITH_ROWS = """
            select value from json_each(?) where exists (select 1 from rollup_hour where hour = value)""";

    private static final String READ = """
            select asked.key, r.packed
            from json_each(?) asked cross join rollup_hour r on r.hour = ? and r.scope = asked.value""";

    private static final Insert WRITE =
            Insert.of("replace into rollup_hour (hour, scope, packed) values ", "(?, ?, ?)", "");

    private static final Insert ADD =
            Insert.of("insert into link_total (link, total, humans, bots, last_at) values ", "(?, ?, ?, ?, ?)", """

            on conflict (link) do update
            set total = total + excluded.total, humans = humans + excluded.humans, bots = bots + excluded.bots,
                last_at = max(coalesce(last_at, excluded.last_at), excluded.last_at)""");

    private static final String RANK =
            "update link_total set ranked = total where link in (select value from json_each(?))";

    private static final String COUNT_BATCHES =
            "select count(*) from click_batch where number in (select value from json_each(?))";

    private static final String REMOVE_BATCHES =
            "delete from click_batch where number in (select value from json_each(?))";

    private static final String READ_DAYS = """
            select r.scope, r.quarters, r.visitors, r.value_counts, r.in_month
            from json_each(?) asked cross join rollup_day r on r.scope = asked.value and r.day = ?""";

    private static final String ROLLUPS = """
            with recursive hours (hour) as (
                select min(hour) from rollup_hour where hour >= ?1 and hour < ?2
                union all
                select (select min(hour) from rollup_hour r where r.hour > hours.hour and r.hour < ?2)
                from hours where hours.hour is not null)
            select asked.value, hours.hour, 1, r.packed, null, null, null
            from hours cross join json_each(?3) asked
            cross join rollup_hour r on r.hour = hours.hour and r.scope = asked.value
            union all
            select asked.value, 24 * r.day, 24,
                case when r.day < ?6 or r.day >= ?7 then
                    (select h.packed from rollup_day_hours h where h.day = r.day and h.scope = asked.value) end,
                r.quarters, %s, %s
            from json_each(?3) asked
            cross join (select ?8 as month, ?9 as end_month) span
            cross join rollup_day r on r.scope = asked.value and r.day >= ?4 and r.day < ?5
            union all
            select asked.value, r.month, 0, null, null, r.packed, null
            from json_each(?3) asked
            cross join rollup_month r on r.scope = asked.value and r.month >= ?10 and r.month < ?11""";

    private static final Insert WRITE_DAY = Insert.of(
            "replace into rollup_day (scope, day, quarters, visitors, value_counts, in_month) values ",
            "(?, ?, ?, ?, ?, ?)",
            "");

    private static final String READ_PACKED = """
            select r.scope, r.packed
            from json_each(?) asked cross join %1$s r on r.scope = asked.value and r.%2$s = ?""";

    private static final Map<PackedTable, Insert> WRITE_PACKED = Arrays.stream(PackedTable.values())
            .collect(Collectors.toMap(
                    Function.identity(),
                    table -> Insert.of(
                            table.in("insert into %1$s (scope, %2$s, packed) values "),
                            "(?, ?, ?)",
                            table.in(" on conflict (scope, %2$s) do update set packed = excluded.packed"))));

    /** What is done with a statement that is borrowed. */
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private static <T> T with(Handle handle, String sql, Use<T> use) {
        StatementCache cache = StatementCache.of(handle);
        Connection connection = handle.getConnection();
        try {
            PreparedStatement statement = cache.take(connection, sql);
            try {
                return use.of(statement);
            } finally {
                cache.give(sql, statement);
            }
        } catch (SQLException e) {
            throw Failures.translated(e);
        }
    }

    /** A statement that writes one row, and the same for some at once. */
    private record Insert(String one, String some, int columns) {
        static Insert of(String before, String row, String after) {
            String rows = String.join(", ", Collections.nCopies(ROWS_AT_ONCE, row));
            int columns = row.split(",", -1).length;
            return new Insert(before + row + after, before + rows + after, columns);
        }

        /** Gives a row its values, of which the first is at {@code first}. */
        private interface Binding {
            void of(PreparedStatement insert, int first, int row) throws SQLException;
        }

        void run(Handle handle, int rows, Binding binding) {
            int inSome = rows - rows % ROWS_AT_ONCE;
            if (inSome > 0) {
                with(handle, some, insert -> {
                    for (int row = 0; row < inSome; row++) {
                        int place = row % ROWS_AT_ONCE;
                        binding.of(insert, place * columns + 1, row);
                        if (place == ROWS_AT_ONCE - 1) {
                            insert.executeUpdate();
                        }
                    }
                    return inSome;
                });
            }
            if (inSome < rows) {
                with(handle, one, insert -> {
                    for (int row = inSome; row < rows; row++) {
                        binding.of(insert, 1, row);
                        insert.executeUpdate();
                    }
                    return rows;
                });
            }
        }
    }

    private static String array(Collection<Long> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static String array(long[] numbers, int from, int to) {
        StringBuilder array = new StringBuilder(2 + 8 * (to - from)).append('[');
        for (int i = from; i < to; i++) {
            if (i > from) {
                array.append(',');
            }
            array.append(numbers[i]);
        }
        return array.append(']').toString();
    }

    /** This thread is the store: while others have the processor it doesn't work, however busy the machine is. */
    @Override
    public long nanosOfWork() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public Map<Long, Long> domainsOf(Handle handle, Collection<Long> links) {
        return with(handle, DOMAINS, query -> {
            query.setString(1, array(links));
            return CountRows.domains(query);
        });
    }

    @Override
    public byte[] @Nullable [] read(Handle handle, Hours hours) {
        byte[] @Nullable [] found = new byte[hours.size()][];
        Set<Long> withRows = hoursWithRows(handle, hours);
        if (withRows.isEmpty()) {
            return found;
        }
        with(handle, READ, query -> {
            for (int from = 0; from < hours.size(); ) {
                long hour = hours.hours()[from];
                int to = from + 1;
                while (to < hours.size() && hours.hours()[to] == hour) {
                    to++;
                }
                if (withRows.contains(hour)) {
                    query.setString(1, array(hours.scopes(), from, to));
                    query.setLong(2, hour);
                    try (ResultSet rows = query.executeQuery()) {
                        while (rows.next()) {
                            found[from + rows.getInt(1)] = rows.getBytes(2);
                        }
                    }
                }
                from = to;
            }
            return found;
        });
        return found;
    }

    private static Set<Long> hoursWithRows(Handle handle, Hours hours) {
        return with(handle, HOURS_WITH_ROWS, query -> {
            query.setString(1, array(hours.distinct()));
            return CountRows.numbers(query);
        });
    }

    @Override
    public void write(Handle handle, Hours hours, byte[][] packed, boolean[] isThere) {
        WRITE.run(handle, packed.length, (insert, first, row) -> {
            insert.setLong(first, hours.hours()[row]);
            insert.setLong(first + 1, hours.scopes()[row]);
            insert.setBytes(first + 2, packed[row]);
        });
    }

    @Override
    public void add(Handle handle, Totals totals) {
        ADD.run(handle, totals.links().length, (insert, first, row) -> {
            insert.setLong(first, totals.links()[row]);
            insert.setLong(first + 1, totals.totals()[row]);
            insert.setLong(first + 2, totals.humans()[row]);
            insert.setLong(first + 3, totals.bots()[row]);
            insert.setLong(first + 4, totals.lastAt()[row]);
        });
    }

    @Override
    public void rank(Handle handle, List<Long> links) {
        with(handle, RANK, update -> {
            update.setString(1, array(links));
            return update.executeUpdate();
        });
    }

    @Override
    public int countBatches(Handle handle, List<Long> numbers) {
        return with(handle, COUNT_BATCHES, query -> {
            query.setString(1, array(numbers));
            return CountRows.number(query);
        });
    }

    @Override
    public int removeBatches(Handle handle, List<Long> numbers) {
        return with(handle, REMOVE_BATCHES, delete -> {
            delete.setString(1, array(numbers));
            return delete.executeUpdate();
        });
    }

    @Override
    public void rollups(Handle handle, Collection<Long> scopes, HourSpan span, Set<Stats.Part> parts, SpanRows rows) {
        with(handle, CountRows.withParts(ROLLUPS, parts), query -> {
            query.setLong(1, span.from());
            query.setLong(2, span.to());
            query.setString(3, array(scopes));
            query.setLong(4, span.firstDay());
            query.setLong(5, span.endDay());
            query.setLong(6, span.firstDayWithoutHours());
            query.setLong(7, span.endWholeDay());
            query.setLong(8, HourSpan.firstDayOf(span.firstMonth()));
            query.setLong(9, HourSpan.firstDayOf(span.endMonth()));
            boolean values = parts.contains(Stats.Part.VALUES);
            query.setLong(10, span.firstMonth());
            query.setLong(11, values ? span.endMonth() : span.firstMonth());
            CountRows.rollups(query, rows);
            return scopes;
        });
    }

    @Override
    public List<Day> readDays(Handle handle, long day, Collection<Long> scopes) {
        return with(handle, READ_DAYS, query -> {
            query.setString(1, array(scopes));
            query.setLong(2, day);
            return CountRows.days(query);
        });
    }

    @Override
    public void writeDays(Handle handle, long day, List<Day> days) {
        WRITE_DAY.run(handle, days.size(), (insert, first, place) -> {
            Day row = days.get(place);
            insert.setLong(first, row.scope());
            insert.setLong(first + 1, day);
            insert.setBytes(first + 2, row.quarters());
            insert.setBytes(first + 3, row.visitors());
            insert.setBytes(first + 4, row.values());
            insert.setInt(first + 5, row.inMonth() ? 1 : 0);
        });
    }

    @Override
    public List<Packed> readPacked(Handle handle, PackedTable table, long time, Collection<Long> scopes) {
        return with(handle, table.in(READ_PACKED), query -> {
            query.setString(1, array(scopes));
            query.setLong(2, time);
            return CountRows.packed(query);
        });
    }

    @Override
    public void writePacked(Handle handle, PackedTable table, long time, List<Packed> rows) {
        Objects.requireNonNull(WRITE_PACKED.get(table)).run(handle, rows.size(), (insert, first, place) -> {
            Packed row = rows.get(place);
            insert.setLong(first, row.scope());
            insert.setLong(first + 1, time);
            insert.setBytes(first + 2, row.packed());
        });
    }
}
