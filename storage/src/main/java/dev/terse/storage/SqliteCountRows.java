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
            select r.scope, r.quarters, r.visitors, r.value_counts
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
            select asked.value, 24 * r.day, 24, null, r.quarters, %s, %s
            from json_each(?3) asked
            cross join rollup_day r on r.scope = asked.value and r.day >= ?4 and r.day < ?5""";

    private static final String WRITE_DAY = """
            insert into rollup_day (scope, day, quarters, visitors, value_counts) values (?, ?, ?, ?, ?)
            on conflict (scope, day) do update
            set quarters = excluded.quarters, visitors = excluded.visitors, value_counts = excluded.value_counts""";

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
    public <T> List<T> rollups(
            Handle handle, Collection<Long> scopes, HourSpan span, Set<Stats.Part> parts, RollupRow<T> map) {
        return with(handle, CountRows.withParts(ROLLUPS, parts), query -> {
            query.setLong(1, span.from());
            query.setLong(2, span.to());
            query.setString(3, array(scopes));
            query.setLong(4, span.firstDay());
            query.setLong(5, span.endDay());
            return CountRows.rollups(query, map);
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
                insert.addBatch();
            }
            return insert.executeBatch();
        });
    }
}
