package dev.terse.storage;

import dev.terse.link.Creation;
import dev.terse.link.Idempotency;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A statement a row, for SQLite: it runs in this process, so that a statement costs no trip. The writer is alone, which
 * is why it may give out the numbers itself; asking for each generated one would cost a second statement.
 */
final class RowInserts implements LinkInserts {
    private static final String LAST_NUMBER = "select coalesce(max(number), 0) from link";

    private static final String INSERT = """
            insert into link (number, id, workspace, domain, code, target, title, note, metadata, starts_at, expires_at,
                fallback, redirect_status, forward_query, forward_path, disabled, created_at, updated_at, created_by, version)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17, ?18, 1)
            on conflict (code, domain) do nothing""";

    private static final String INSERT_TAG = "insert into link_tag (workspace, tag, link, place) values (?, ?, ?, ?)";

    private static final String CLAIM = """
            insert into idempotency (workspace, key, fingerprint, answer, created_at) values (?1, ?2, ?3, ?4, ?5)
            on conflict (workspace, key) do update
            set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at
            where idempotency.created_at <= ?6""";

    private static final String CLAIMED = "select fingerprint, answer from idempotency where workspace = ? and key = ?";

    private static final String UNCLAIM = "delete from idempotency where workspace = ? and key = ?";

    @Override
    public List<Creation> insert(Handle handle, List<LinkDraft> drafts) {
        try (Statements statements = new Statements(handle)) {
            return statements.insert(drafts);
        } catch (SQLException e) {
            throw Failures.translated(e);
        }
    }

    /** What one call needs, borrowed from the connection's cache. */
    private static final class Statements implements AutoCloseable {
        private final Connection connection;
        private final StatementCache cache;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();

        Statements(Handle handle) {
            this.connection = handle.getConnection();
            this.cache = StatementCache.of(handle);
        }

        private PreparedStatement of(String sql) throws SQLException {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = cache.take(connection, sql);
                prepared.put(sql, statement);
            }
            return statement;
        }

        List<Creation> insert(List<LinkDraft> drafts) throws SQLException {
            List<Creation> outcomes = new ArrayList<>(drafts.size());
            long number = lastNumber();
            for (LinkDraft draft : drafts) {
                Idempotency idempotency = draft.idempotency();
                Creation earlier = idempotency == null ? null : claim(draft, idempotency);
                if (earlier != null) {
                    outcomes.add(earlier);
                } else if (insert(draft, number + 1)) {
                    number++;
                    insertTags(draft, number);
                    outcomes.add(new Creation.Created(LinkRows.created(draft, number)));
                } else {
                    if (idempotency != null) {
                        unclaim(draft, idempotency);
                    }
                    outcomes.add(new Creation.CodeTaken());
                }
            }
            return outcomes;
        }

        private long lastNumber() throws SQLException {
            try (ResultSet rows = of(LAST_NUMBER).executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }

        private boolean insert(LinkDraft draft, long number) throws SQLException {
            LinkContent content = draft.content();
            PreparedStatement insert = of(INSERT);
            insert.setLong(1, number);
            insert.setString(2, draft.id());
            insert.setLong(3, draft.workspace());
            insert.setLong(4, draft.domain());
            insert.setString(5, draft.code().value());
            insert.setString(6, content.target().href());
            insert.setString(7, content.title());
            insert.setString(8, content.note());
            insert.setString(9, Json.ofMap(content.metadata()));
            setTime(insert, 10, content.startsAt());
            setTime(insert, 11, content.expiresAt());
            insert.setString(12, LinkRows.href(content.fallback()));
            insert.setInt(13, content.redirectStatus());
            insert.setBoolean(14, content.forwardQuery());
            insert.setBoolean(15, content.forwardPath());
            insert.setBoolean(16, content.disabled());
            insert.setLong(17, draft.createdAt().toEpochMilli());
            insert.setString(18, draft.createdBy());
            return insert.executeUpdate() == 1;
        }

        private void insertTags(LinkDraft draft, long number) throws SQLException {
            List<String> tags = draft.content().tags();
            for (int place = 0; place < tags.size(); place++) {
                PreparedStatement insert = of(INSERT_TAG);
                insert.setLong(1, draft.workspace());
                insert.setString(2, tags.get(place));
                insert.setLong(3, number);
                insert.setInt(4, place);
                insert.executeUpdate();
            }
        }

        /** Null where the key was free and now stands for this draft. */
        private @Nullable Creation claim(LinkDraft draft, Idempotency idempotency) throws SQLException {
            PreparedStatement claim = of(CLAIM);
            claim.setLong(1, draft.workspace());
            claim.setString(2, idempotency.key());
            claim.setString(3, idempotency.fingerprint());
            claim.setString(4, idempotency.answer());
            claim.setLong(5, draft.createdAt().toEpochMilli());
            claim.setLong(6, draft.createdAt().minus(IDEMPOTENCY).toEpochMilli());
            return claim.executeUpdate() == 1 ? null : claimed(draft, idempotency);
        }

        private Creation claimed(LinkDraft draft, Idempotency idempotency) throws SQLException {
            PreparedStatement query = of(CLAIMED);
            query.setLong(1, draft.workspace());
            query.setString(2, idempotency.key());
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return LinkInserts.repeated(idempotency, rows.getString(1), rows.getString(2));
            }
        }

        private void unclaim(LinkDraft draft, Idempotency idempotency) throws SQLException {
            PreparedStatement delete = of(UNCLAIM);
            delete.setLong(1, draft.workspace());
            delete.setString(2, idempotency.key());
            delete.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            for (var statement : prepared.entrySet()) {
                cache.give(statement.getKey(), statement.getValue());
            }
        }
    }

    private static void setTime(PreparedStatement statement, int index, @Nullable Instant instant) throws SQLException {
        if (instant == null) {
            statement.setNull(index, Types.BIGINT);
        } else {
            statement.setLong(index, instant.toEpochMilli());
        }
    }
}
