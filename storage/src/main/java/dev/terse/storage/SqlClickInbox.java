package dev.terse.storage;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox;
import dev.terse.storage.Database.Lane;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The clicks that wait, in the table {@code click_batch}, and the positions of their journals, in {@code click_journal}.
 * The row of a journal is what its batches are put in order by: of two that are handed over at once, the second waits for
 * the first and sees its position.
 */
final class SqlClickInbox implements ClickInbox {
    /** Batches that are looked at to find out how many of them fit. */
    private static final int LOOK_AHEAD = 10_000;

    private static final String POSITION = "select position from click_journal where uuid = :uuid ";

    private final Database database;

    SqlClickInbox(Database database) {
        this.database = database;
    }

    @Override
    public long position(UUID journal) {
        return database.read(handle -> position(handle, journal, "").orElse(0L));
    }

    private static Optional<Long> position(Handle handle, UUID journal, String lock) {
        return handle.createQuery(POSITION + lock)
                .bind("uuid", journal.toString())
                .mapTo(Long.class)
                .findOne();
    }

    @Override
    public long append(ClickBatch batch, Instant now) {
        return database.write(Lane.REST, handle -> {
            String lock = database.dialect().forUpdate();
            long position = position(handle, batch.journal(), lock).orElseGet(() -> begin(handle, batch, now, lock));
            if (batch.from() < position) {
                return position;
            }
            if (batch.from() > position) {
                handle.createUpdate("update click_inbox set gap_bytes = gap_bytes + :gap where id = 1")
                        .bind("gap", batch.from() - position)
                        .execute();
            }
            insert(handle, batch, now);
            handle.createUpdate("update click_journal set position = :position, taken_at = :now where uuid = :uuid")
                    .bind("position", batch.to())
                    .bind("now", now.toEpochMilli())
                    .bind("uuid", batch.journal().toString())
                    .execute();
            return batch.to();
        });
    }

    /** Adds a journal that nothing is known of, or waits for another who does so. */
    private static long begin(Handle handle, ClickBatch batch, Instant now, String lock) {
        handle.createUpdate("""
                        insert into click_journal (uuid, position, taken_at) values (:uuid, 0, :now)
                        on conflict (uuid) do nothing""")
                .bind("uuid", batch.journal().toString())
                .bind("now", now.toEpochMilli())
                .execute();
        return position(handle, batch.journal(), lock).orElse(0L);
    }

    private static void insert(Handle handle, ClickBatch batch, Instant now) {
        handle.createUpdate("""
                        insert into click_batch (journal, from_position, length, taken_at, records)
                        values (:journal, :from, :length, :now, :records)""")
                .bind("journal", batch.journal().toString())
                .bind("from", batch.from())
                .bind("length", batch.records().length)
                .bind("now", now.toEpochMilli())
                .bind("records", batch.records())
                .execute();
    }

    @Override
    public List<Waiting> waiting(int maxBytes) {
        return database.read(handle -> {
            try {
                Set<Long> numbers = fitting(handle, maxBytes);
                return numbers.isEmpty() ? List.of() : waiting(handle, numbers);
            } catch (SQLException e) {
                throw Failures.translated(e);
            }
        });
    }

    /** The numbers of the oldest batches that fit, in their order. */
    private static Set<Long> fitting(Handle handle, int maxBytes) {
        Set<Long> numbers = new HashSet<>();
        long bytes = 0;
        var batches = handle.createQuery("select number, length from click_batch order by number limit :most")
                .bind("most", LOOK_AHEAD)
                .map((row, _) -> new long[] {row.getLong(1), row.getLong(2)})
                .list();
        for (long[] batch : batches) {
            bytes += batch[1];
            if (bytes > maxBytes && !numbers.isEmpty()) {
                break;
            }
            numbers.add(batch[0]);
        }
        return numbers;
    }

    /** Those of the batches that still wait. */
    private static List<Waiting> waiting(Handle handle, Set<Long> numbers) throws SQLException {
        List<Waiting> waiting = new ArrayList<>(numbers.size());
        try (PreparedStatement query = handle.getConnection().prepareStatement("""
                select number, journal, from_position, records from click_batch
                where number between ? and ? order by number""")) {
            PostgresStatements.inBinary(query);
            query.setLong(1, numbers.stream().mapToLong(Long::longValue).min().orElseThrow());
            query.setLong(2, numbers.stream().mapToLong(Long::longValue).max().orElseThrow());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (numbers.contains(rows.getLong(1))) {
                        ClickBatch batch =
                                new ClickBatch(UUID.fromString(rows.getString(2)), rows.getLong(3), rows.getBytes(4));
                        waiting.add(new Waiting(rows.getLong(1), batch));
                    }
                }
            }
        }
        return waiting;
    }

    @Override
    public Depth depth() {
        return database.read(handle -> handle.createQuery("""
                        select count(b.number) as batches, coalesce(sum(b.length), 0) as bytes, min(b.taken_at) as oldest,
                            (select gap_bytes from click_inbox where id = 1) as gap_bytes
                        from click_batch b""")
                .map((row, _) -> new Depth(
                        row.getLong("batches"),
                        row.getLong("bytes"),
                        Times.optional(row, "oldest"),
                        row.getLong("gap_bytes")))
                .one());
    }
}
