package dev.terse.storage;

import dev.terse.change.Change;
import dev.terse.code.Code;
import dev.terse.storage.Database.Lane;
import dev.terse.store.Retention;
import java.time.Instant;
import java.util.List;

/**
 * Removal in pieces that are small enough to keep nobody else waiting. Workers that do the same at once pass over each
 * other's rows.
 */
final class SqlRetention implements Retention {
    /** Rows that one call handles at most. */
    private static final int PIECE = 1_000;

    private final Database database;

    SqlRetention(Database database) {
        this.database = database;
    }

    @Override
    public int deleteLinksExpiredBefore(Instant instant, Instant now) {
        return database.write(Lane.REST, handle -> {
            List<Change.OfLink> deleted = handle.createQuery(
                            """
                            update link set deleted_at = :now
                            where number in (
                                select number from link
                                where expires_at < :instant and deleted_at is null
                                order by expires_at limit :piece %s)
                            returning domain, code""".formatted(database.dialect().skipLocked()))
                    .bind("now", now.toEpochMilli())
                    .bind("instant", instant.toEpochMilli())
                    .bind("piece", PIECE)
                    .map((row, _) -> new Change.OfLink(row.getLong("domain"), new Code(row.getString("code"))))
                    .list();
            ChangeRows.addLinks(handle, deleted, now);
            return deleted.size();
        });
    }

    @Override
    public int eraseLinksDeletedBefore(Instant instant) {
        return database.write(Lane.REST, handle -> {
            List<Long> erased = handle.createQuery(
                            """
                            update link set target = null, title = null, note = null, metadata = null, fallback = null
                            where number in (
                                select number from link
                                where deleted_at < :instant and target is not null
                                order by deleted_at limit :piece %s)
                            returning number""".formatted(database.dialect().skipLocked()))
                    .bind("instant", instant.toEpochMilli())
                    .bind("piece", PIECE)
                    .mapTo(Long.class)
                    .list();
            if (!erased.isEmpty()) {
                var tags = handle.prepareBatch("delete from link_tag where link = :link");
                erased.forEach(link -> tags.bind("link", link).add());
                tags.execute();
            }
            return erased.size();
        });
    }

    @Override
    public int pruneIdempotencyBefore(Instant instant) {
        return database.write(
                Lane.REST,
                handle -> handle.createUpdate("""
                        delete from idempotency
                        where (workspace, key) in (
                            select workspace, key from idempotency
                            where created_at < :instant order by created_at limit :piece %s)
                            and created_at < :instant""".formatted(database.dialect().skipLocked()))
                        .bind("instant", instant.toEpochMilli())
                        .bind("piece", PIECE)
                        .execute());
    }

    @Override
    public int pruneChangesBefore(Instant instant) {
        Dialect dialect = database.dialect();
        return database.write(Lane.REST, handle -> {
            List<String> pruned = handle.createQuery("""
                            delete from change
                            where seq in (
                                select seq from change
                                where written_at < :instant order by written_at, seq limit :piece %s)
                            returning %s""".formatted(dialect.skipLocked(), dialect.changePosition()))
                    .bind("instant", instant.toEpochMilli())
                    .bind("piece", PIECE)
                    .mapTo(String.class)
                    .list();
            pruned.stream()
                    .mapToLong(Long::parseLong)
                    .max()
                    .ifPresent(last -> handle.createUpdate("""
                            update change_feed set pruned_to = %1$s
                            where id = 1 and pruned_to < %1$s""".formatted(dialect.position(":last")))
                            .bind("last", Long.toString(last))
                            .execute());
            return pruned.size();
        });
    }
}
