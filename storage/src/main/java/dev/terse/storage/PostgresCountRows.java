package dev.terse.storage;

import dev.terse.stats.Stats;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.jdbc.PgConnection;

/**
 * A statement for all rows: a trip to the server costs more than a row. Keys and columns travel as arrays, new rows by
 * COPY, in its binary form.
 *
 * <p>What looks for the rows of an array's keys is a lateral join that ends at the first row, so that it can't be turned
 * into one that reads the whole table, and is planned each time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, binary format</a>
 */
final class PostgresCountRows implements CountRows {
    private static final String DOMAINS = """
            select l.number, l.domain
            from unnest(?) asked (number)
            cross join lateral (select number, domain from link where link.number = asked.number limit 1) l""";

    private static final String HOURS_WITH_ROWS = """
            select hour from unnest(?) asked (hour)
            where (select count(*) from (select 1 from rollup_hour r where r.hour = asked.hour limit 1) any_row) > 0""";

    private static final String READ = """
            select asked.place, r.packed
            from unnest(?, ?, ?) asked (place, hour, scope)
            cross join lateral (
                select packed from rollup_hour
                where rollup_hour.hour = asked.hour and rollup_hour.scope = asked.scope limit 1) r""";

    private static final String CHANGE = """
            insert into rollup_hour (hour, scope, packed)
            select * from unnest(?, ?, ?)
            on conflict (hour, scope) do update set packed = excluded.packed""";

    private static final String COPY = "copy rollup_hour (hour, scope, packed) from stdin with (format binary)";

    private static final byte[] COPY_HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final byte[] COPY_END = {-1, -1};

    /** Bytes of a row without its last column. */
    private static final int COPY_ROW = Short.BYTES + 3 * Integer.BYTES + 2 * Long.BYTES;

    private static final int COPY_PIECE = 64 << 10;

    private static final String ADD = """
            insert into link_total as t (link, total, humans, bots, last_at)
            select * from unnest(?, ?, ?, ?, ?)
            on conflict (link) do update
            set total = t.total + excluded.total, humans = t.humans + excluded.humans, bots = t.bots + excluded.bots,
                last_at = greatest(t.last_at, excluded.last_at)""";

    private static final String RANK = "update link_total set ranked = total where link = any (?)";

    private static final String COUNT_BATCHES = """
            select count(*) from unnest(?) asked (number)
            cross join lateral (select 1 from click_batch where click_batch.number = asked.number limit 1) b""";

    private static final String REMOVE_BATCHES = "delete from click_batch where number = any (?)";

    private static final String READ_DAYS = """
            select r.scope, r.quarters, r.visitors, r.value_counts, r.in_month
            from unnest(?) asked (scope)
            cross join lateral (
                select * from rollup_day where rollup_day.scope = asked.scope and rollup_day.day = ? limit 1) r""";

    private static final String ROLLUPS = """
            with recursive hours (hour) as (
                select min(hour) from rollup_hour where hour >= ? and hour < ?
                union all
                select (select min(hour) from rollup_hour r where r.hour > hours.hour and r.hour < ?)
                from hours where hours.hour is not null)
            select asked.scope, hours.hour, 1, r.packed, null::bytea, null::bytea, null::bytea
            from hours cross join unnest(?) asked (scope)
            cross join lateral (
                select packed from rollup_hour
                where rollup_hour.hour = hours.hour and rollup_hour.scope = asked.scope limit 1) r
            union all
            select asked.scope, 24 * r.day, 24,
                case when r.day < ? or r.day >= ? then
                    (select h.packed from rollup_day_hours h where h.day = r.day and h.scope = asked.scope) end,
                r.quarters, %s, %s
            from unnest(?) asked (scope)
            cross join (values (?, ?)) span (month, end_month)
            cross join lateral (
                select * from rollup_day
                where rollup_day.scope = asked.scope and rollup_day.day >= ? and rollup_day.day < ? offset 0) r
            union all
            select asked.scope, r.month, 0, null, null, r.packed, null
            from unnest(?) asked (scope)
            cross join lateral (
                select * from rollup_month
                where rollup_month.scope = asked.scope and rollup_month.month >= ? and rollup_month.month < ? offset 0) r""";

    private static final String WRITE_DAYS = """
            insert into rollup_day (scope, day, quarters, visitors, value_counts, in_month)
            select g.scope, ?, g.quarters, g.visitors, g.value_counts, g.in_month
            from unnest(?, ?, ?, ?, ?) g (scope, quarters, visitors, value_counts, in_month)
            on conflict (scope, day) do update
            set quarters = excluded.quarters, visitors = excluded.visitors, value_counts = excluded.value_counts,
                in_month = excluded.in_month""";

    private static final String READ_PACKED = """
            select r.scope, r.packed
            from unnest(?) asked (scope)
            cross join lateral (
                select * from %1$s where %1$s.scope = asked.scope and %1$s.%2$s = ? limit 1) r""";

    private static final String WRITE_PACKED = """
            insert into %1$s (scope, %2$s, packed)
            select g.scope, ?, g.packed from unnest(?, ?) g (scope, packed)
            on conflict (scope, %2$s) do update set packed = excluded.packed""";

    /** What is done with a statement. */
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private static <T> T with(Handle handle, String sql, Use<T> use) {
        return prepared(handle, sql, statement -> {
            PostgresStatements.plannedEachTime(statement);
            return use.of(statement);
        });
    }

    /** Reads bytes as such. Who calls it sees to the plans, as the {@link LockedLedger} does in its changes. */
    private static <T> T read(Handle handle, String sql, Use<T> use) {
        return prepared(handle, sql, statement -> {
            PostgresStatements.inBinary(statement);
            return use.of(statement);
        });
    }

    private static <T> T prepared(Handle handle, String sql, Use<T> use) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            return use.of(statement);
        } catch (SQLException e) {
            throw Failures.translated(e);
        }
    }

    private static void setLongs(PreparedStatement statement, int index, long[] numbers) throws SQLException {
        setArray(statement, index, "int8", numbers);
    }

    private static void setBytes(PreparedStatement statement, int index, byte[][] values) throws SQLException {
        setArray(statement, index, "bytea", values);
    }

    /** The driver's own way of making an array takes those of primitives, which the standard one does not. */
    private static void setArray(PreparedStatement statement, int index, String type, Object values)
            throws SQLException {
        PgConnection connection = statement.getConnection().unwrap(PgConnection.class);
        statement.setArray(index, connection.createArrayOf(type, values));
    }

    private static long[] array(Collection<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public long nanosOfWork() {
        return System.nanoTime();
    }

    @Override
    public Map<Long, Long> domainsOf(Handle handle, Collection<Long> links) {
        return with(handle, DOMAINS, query -> {
            setLongs(query, 1, array(links));
            return CountRows.domains(query);
        });
    }

    @Override
    public byte[] @Nullable [] read(Handle handle, Hours hours) {
        byte[] @Nullable [] found = new byte[hours.size()][];
        Set<Long> withRows = hoursWithRows(handle, hours);
        int[] places = new int[hours.size()];
        int count = 0;
        for (int i = 0; i < hours.size(); i++) {
            if (withRows.contains(hours.hours()[i])) {
                places[count++] = i;
            }
        }
        if (count == 0) {
            return found;
        }
        long[] asked = new long[count];
        for (int i = 0; i < count; i++) {
            asked[i] = places[i];
        }
        long[] askedHours = picked(hours.hours(), places, count);
        long[] askedScopes = picked(hours.scopes(), places, count);
        read(handle, READ, query -> {
            setLongs(query, 1, asked);
            setLongs(query, 2, askedHours);
            setLongs(query, 3, askedScopes);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found[rows.getInt(1)] = rows.getBytes(2);
                }
            }
            return found;
        });
        return found;
    }

    private static Set<Long> hoursWithRows(Handle handle, Hours hours) {
        return with(handle, HOURS_WITH_ROWS, query -> {
            setLongs(query, 1, array(hours.distinct()));
            return CountRows.numbers(query);
        });
    }

    private static long[] picked(long[] from, int[] places, int count) {
        long[] picked = new long[count];
        for (int i = 0; i < count; i++) {
            picked[i] = from[places[i]];
        }
        return picked;
    }

    @Override
    public void write(Handle handle, Hours hours, byte[][] packed, boolean[] isThere) {
        int[] there = new int[packed.length];
        int count = 0;
        for (int i = 0; i < packed.length; i++) {
            if (isThere[i]) {
                there[count++] = i;
            }
        }
        if (count > 0) {
            change(handle, hours, packed, there, count);
        }
        if (count < packed.length) {
            try {
                copy(handle.getConnection(), hours, packed, isThere);
            } catch (SQLException e) {
                throw Failures.translated(e);
            }
        }
    }

    private static void change(Handle handle, Hours hours, byte[][] packed, int[] places, int count) {
        byte[][] changed = new byte[count][];
        for (int i = 0; i < count; i++) {
            changed[i] = packed[places[i]];
        }
        with(handle, CHANGE, update -> {
            setLongs(update, 1, picked(hours.hours(), places, count));
            setLongs(update, 2, picked(hours.scopes(), places, count));
            setBytes(update, 3, changed);
            return update.executeUpdate();
        });
    }

    private static void copy(Connection connection, Hours hours, byte[][] packed, boolean[] isThere)
            throws SQLException {
        CopyIn copy = connection.unwrap(PgConnection.class).getCopyAPI().copyIn(COPY);
        try {
            byte[] piece = new byte[COPY_PIECE];
            ByteBuffer out = ByteBuffer.wrap(piece).put(COPY_HEADER);
            for (int i = 0; i < packed.length; i++) {
                if (isThere[i]) {
                    continue;
                }
                if (out.remaining() < COPY_ROW) {
                    copy.writeToCopy(piece, 0, out.position());
                    out.clear();
                }
                out.putShort((short) 3);
                out.putInt(Long.BYTES).putLong(hours.hours()[i]);
                out.putInt(Long.BYTES).putLong(hours.scopes()[i]);
                out.putInt(packed[i].length);
                if (out.remaining() < packed[i].length) {
                    copy.writeToCopy(piece, 0, out.position());
                    out.clear();
                    copy.writeToCopy(packed[i], 0, packed[i].length);
                } else {
                    out.put(packed[i]);
                }
            }
            copy.writeToCopy(piece, 0, out.position());
            copy.writeToCopy(COPY_END, 0, COPY_END.length);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    @Override
    public void add(Handle handle, Totals totals) {
        with(handle, ADD, insert -> {
            setLongs(insert, 1, totals.links());
            setLongs(insert, 2, totals.totals());
            setLongs(insert, 3, totals.humans());
            setLongs(insert, 4, totals.bots());
            setLongs(insert, 5, totals.lastAt());
            return insert.executeUpdate();
        });
    }

    @Override
    public void rank(Handle handle, List<Long> links) {
        with(handle, RANK, update -> {
            setLongs(update, 1, array(links));
            return update.executeUpdate();
        });
    }

    @Override
    public int countBatches(Handle handle, List<Long> numbers) {
        return with(handle, COUNT_BATCHES, query -> {
            setLongs(query, 1, array(numbers));
            return CountRows.number(query);
        });
    }

    @Override
    public int removeBatches(Handle handle, List<Long> numbers) {
        return with(handle, REMOVE_BATCHES, delete -> {
            setLongs(delete, 1, array(numbers));
            return delete.executeUpdate();
        });
    }

    @Override
    public void rollups(Handle handle, Collection<Long> scopes, HourSpan span, Set<Stats.Part> parts, SpanRows rows) {
        // A year is a megabyte, and twice that as text, which is how a statement without a plan of its own is answered.
        handle.execute("set plan_cache_mode = force_custom_plan");
        try {
            read(handle, CountRows.withParts(ROLLUPS, parts), query -> {
                query.setLong(1, span.from());
                query.setLong(2, span.to());
                query.setLong(3, span.to());
                setLongs(query, 4, array(scopes));
                query.setLong(5, span.firstDayWithoutHours());
                query.setLong(6, span.endWholeDay());
                setLongs(query, 7, array(scopes));
                query.setLong(8, HourSpan.firstDayOf(span.firstMonth()));
                query.setLong(9, HourSpan.firstDayOf(span.endMonth()));
                query.setLong(10, span.firstDay());
                query.setLong(11, span.endDay());
                setLongs(query, 12, array(scopes));
                boolean values = parts.contains(Stats.Part.VALUES);
                query.setLong(13, span.firstMonth());
                query.setLong(14, values ? span.endMonth() : span.firstMonth());
                CountRows.rollups(query, rows);
                return scopes;
            });
        } finally {
            handle.execute("reset plan_cache_mode");
        }
    }

    @Override
    public List<Day> readDays(Handle handle, long day, Collection<Long> scopes) {
        return read(handle, READ_DAYS, query -> {
            setLongs(query, 1, array(scopes));
            query.setLong(2, day);
            return CountRows.days(query);
        });
    }

    @Override
    public void writeDays(Handle handle, long day, List<Day> rows) {
        with(handle, WRITE_DAYS, insert -> {
            insert.setLong(1, day);
            setLongs(insert, 2, rows.stream().mapToLong(Day::scope).toArray());
            setBytes(insert, 3, rows.stream().map(Day::quarters).toArray(byte[][]::new));
            setBytes(insert, 4, rows.stream().map(Day::visitors).toArray(byte[][]::new));
            setBytes(insert, 5, rows.stream().map(Day::values).toArray(byte[][]::new));
            setArray(
                    insert,
                    6,
                    "int4",
                    rows.stream().mapToInt(row -> row.inMonth() ? 1 : 0).toArray());
            return insert.executeUpdate();
        });
    }

    @Override
    public List<Packed> readPacked(Handle handle, PackedTable table, long time, Collection<Long> scopes) {
        return read(handle, table.in(READ_PACKED), query -> {
            setLongs(query, 1, array(scopes));
            query.setLong(2, time);
            return CountRows.packed(query);
        });
    }

    @Override
    public void writePacked(Handle handle, PackedTable table, long time, List<Packed> rows) {
        if (rows.isEmpty()) {
            return;
        }
        with(handle, table.in(WRITE_PACKED), insert -> {
            insert.setLong(1, time);
            setLongs(insert, 2, rows.stream().mapToLong(Packed::scope).toArray());
            setBytes(insert, 3, rows.stream().map(Packed::packed).toArray(byte[][]::new));
            return insert.executeUpdate();
        });
    }
}
