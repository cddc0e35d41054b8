package dev.terse.storage;

import dev.terse.click.VisitorHash;
import dev.terse.click.VisitorKeys;
import dev.terse.storage.Database.Lane;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;

/**
 * The keys of visitor hashes, in the table {@code visitor_key}.
 *
 * <p>A key that is destroyed is gone from what the store answers at once. On SQLite its bytes in the file are overwritten
 * with the next checkpoint ({@code secure_delete}), and those in the log when the log is written over or removed, which it
 * is when the storage is closed. On PostgreSQL they are in the table's file until it is vacuumed, and in the
 * write-ahead log and in backups for as long as those are kept.
 */
final class SqlVisitorKeys implements VisitorKeys {
    private final Database database;
    private final RandomGenerator random;
    private final InstantSource clock;

    SqlVisitorKeys(Database database, RandomGenerator random, InstantSource clock) {
        this.database = database;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public VisitorHash of(LocalDate day) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (day.isBefore(today.minusDays(1)) || day.isAfter(today.plusDays(1))) {
            throw new IllegalArgumentException("visitors of " + day + " have no key on " + today);
        }
        byte[] key = database.read(handle -> read(handle, day)).orElseGet(() -> make(day));
        return new VisitorHash(day, key);
    }

    private static Optional<byte[]> read(Handle handle, LocalDate day) {
        return handle.createQuery("select key from visitor_key where day = :day")
                .bind("day", day.toEpochDay())
                .map((row, _) -> row.getBytes(1))
                .findOne();
    }

    /** Makes a key; where another process makes one meanwhile, the first one stays. */
    private byte[] make(LocalDate day) {
        byte[] key = new byte[VisitorHash.KEY_LENGTH];
        random.nextBytes(key);
        return database.write(Lane.LINKS, handle -> {
            handle.createUpdate("insert into visitor_key (day, key) values (:day, :key) on conflict (day) do nothing")
                    .bind("day", day.toEpochDay())
                    .bind("key", key)
                    .execute();
            return read(handle, day).orElseThrow();
        });
    }

    @Override
    public int destroyBefore(LocalDate day) {
        return database.write(
                Lane.REST,
                handle -> handle.createUpdate("delete from visitor_key where day < :day")
                        .bind("day", day.toEpochDay())
                        .execute());
    }
}
