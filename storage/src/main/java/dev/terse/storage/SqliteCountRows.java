package dev.terse.storage;

import dev.terse.stats.Stats;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A statement for many keys where rows are read, and one a row where they are written: keys travel as JSON, which blobs
 * can't.
 */
final class SqliteCountRows implements CountRows {
    private static final String DOMAINS = """
            select l.number, l.domain from json_each(?) asked cross join link l on l.number = asked.value""";

    private static final String HOURS_WITH_ROWS = """
            select value from json_each(?) where exists (select 1 from rollup_hour where hour = value)""";

    private static final String READ = """
            select asked.key, r.packed
            from json_each(?) asked cross join rollup_hour r on r.hour = ? and r.scope = asked.value""";

    private static final String WRITE = """
            insert into rollup_hour (hour, scope, packed) values (?, ?, ?)
            on conflict (hour, scope) do update set packed = excluded.packed""";

    private static final String ADD = """
            insert into link_total (link, total, humans, bots, last_at) values (?, ?, ?, ?, ?)
            on conflict (link) do update
            set total = total + excluded.total, humans = humans + excluded.humans, bots = bots + excluded.bots,
                last_at = max(coalesce(last_at, excluded.last_at), excluded.last_at)""";

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

    private static final String WRITE_DAY = """
            insert into rollup_day (scope, day, quarters, visitors, value_counts, in_month) values (?, ?, ?, ?, ?, ?)
            on conflict (scope, day) do update
            set quarters = excluded.quarters, visitors = excluded.visitors, value_counts = excluded.value_counts,
                in_month = excluded.in_month""";

    private static final String READ_PACKED = """
            select r.scope, r.packed
            from json_each(?) asked cross join %1$s r on r.scope = asked.value and r.%2$s = ?""";

    private static final String WRITE_PACKED = """
            insert into %1$s (scope, %2$s, packed) values (?, ?, ?)
            on conflict (scope, %2$s) do update set packed = excluded.packed""";

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
        with(handle, WRITE, insert -> {
            for (int i = 0; i < packed.length; i++) {
                insert.setLong(1, hours.hours()[i]);
                insert.setLong(2, hours.scopes()[i]);
                insert.setBytes(3, packed[i]);
                insert.addBatch();
            }
            return insert.executeBatch();
        });
    }

    @Override
    public void add(Handle handle, Totals totals) {
        with(handle, ADD, insert -> {
            for (int i = 0; i < totals.links().length; i++) {
                insert.setLong(1, totals.links()[i]);
                insert.setLong(2, totals.totals()[i]);
                insert.setLong(3, totals.humans()[i]);
                insert.setLong(4, totals.bots()[i]);
                insert.setLong(5, totals.lastAt()[i]);
                insert.addBatch();
            }
            return insert.executeBatch();
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
    public void rollups(Handle handle, Collection<Long> scopes, HourSpan span, Set<Stats.Part> parts, RollupRows rows) {
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
        with(handle, WRITE_DAY, insert -> {
            for (Day row : days) {
                insert.setLong(1, row.scope());
                insert.setLong(2, day);
                insert.setBytes(3, row.quarters());
                insert.setBytes(4, row.visitors());
                insert.setBytes(5, row.values());
                insert.setInt(6, row.inMonth() ? 1 : 0);
                insert.addBatch();
            }
            return insert.executeBatch();
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
        with(handle, table.in(WRITE_PACKED), insert -> {
            for (Packed row : rows) {
                insert.setLong(1, row.scope());
                insert.setLong(2, time);
                insert.setBytes(3, row.packed());
                insert.addBatch();
            }
            return insert.executeBatch();
        });
    }
}
