package dev.terse.storage;

import dev.terse.change.Change;
import dev.terse.code.Code;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** How a change is written, always in the transaction of what it tells of, and read. */
final class ChangeRows {
    private static final int LINK = 1;
    private static final int KEY = 2;

    static final String COLUMNS = "c.kind, c.domain, c.code, c.key_id";

    private static final String INSERT_LINK =
            "insert into change (kind, domain, code, written_at) values (1, :domain, :code, :now)";

    private ChangeRows() {}

    static void addLink(Handle handle, long domain, Code code, Instant now) {
        handle.createUpdate(INSERT_LINK)
                .bind("domain", domain)
                .bind("code", code.value())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void addLinks(Handle handle, Iterable<Change.OfLink> changes, Instant now) {
        PreparedBatch batch = handle.prepareBatch(INSERT_LINK);
        for (Change.OfLink change : changes) {
            batch.bind("domain", change.domain())
                    .bind("code", change.code().value())
                    .bind("now", now.toEpochMilli())
                    .add();
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    static void addKey(Handle handle, String id, Instant now) {
        handle.createUpdate("insert into change (kind, key_id, written_at) values (2, :id, :now)")
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Null for a kind that a later version added: this one holds nothing that it could be about. */
    static @Nullable Change map(ResultSet row) throws SQLException {
        return switch (row.getInt("kind")) {
            case LINK -> new Change.OfLink(row.getLong("domain"), new Code(row.getString("code")));
            case KEY -> new Change.OfKey(row.getString("key_id"));
            default -> null;
        };
    }
}
