package dev.terse.storage;

import dev.terse.key.ApiKey;
import dev.terse.key.ApiKeys;
import dev.terse.key.Scope;
import dev.terse.storage.Database.Lane;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The keys, in the table {@code api_key}. */
final class SqlApiKeys implements ApiKeys {
    private static final String SELECT = """
            select id, workspace, name, hint, scopes, created_at, expires_at, revoked_at from api_key
            """;

    private final Database database;

    SqlApiKeys(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(ApiKey key, byte[] sha256) {
        return database.write(Lane.REST, handle -> insert(handle, key, sha256));
    }

    @Override
    public boolean addFirst(ApiKey key, byte[] sha256) {
        return database.write(Lane.REST, handle -> {
            // One row that all first starts want: the second sees the first one's key.
            handle.createQuery("select id from installation where id = 1 "
                            + database.dialect().forUpdate())
                    .mapTo(Integer.class)
                    .one();
            boolean isFirst = handle.createQuery("select not exists (select 1 from api_key)")
                    .mapTo(Boolean.class)
                    .one();
            return isFirst && insert(handle, key, sha256);
        });
    }

    private static boolean insert(Handle handle, ApiKey key, byte[] sha256) {
        return handle.createUpdate("""
                        insert into api_key
                            (id, workspace, name, hint, sha256, scopes, created_at, expires_at, revoked_at)
                        values (:id, :workspace, :name, :hint, :sha256, :scopes, :createdAt, :expiresAt, :revokedAt)
                        on conflict (sha256) do nothing""")
                        .bind("id", key.id())
                        .bind("workspace", key.workspace())
                        .bind("name", key.name())
                        .bind("hint", key.hint())
                        .bind("sha256", sha256)
                        .bind(
                                "scopes",
                                key.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(" ")))
                        .bind("createdAt", key.createdAt().toEpochMilli())
                        .bind("expiresAt", Times.column(key.expiresAt()))
                        .bind("revokedAt", Times.column(key.revokedAt()))
                        .execute()
                == 1;
    }

    @Override
    public Optional<ApiKey> findByHash(byte[] sha256) {
        return database.read(handle -> handle.createQuery(SELECT + "where sha256 = :sha256")
                .bind("sha256", sha256)
                .map(SqlApiKeys::map)
                .findOne());
    }

    @Override
    public List<ApiKey> list(long workspace) {
        return database.read(handle -> handle.createQuery(SELECT + "where workspace = :workspace order by number desc")
                .bind("workspace", workspace)
                .map(SqlApiKeys::map)
                .list());
    }

    @Override
    public boolean revoke(long workspace, String id, Instant now) {
        return database.write(Lane.REST, handle -> {
            int revoked = handle.createUpdate("""
                            update api_key set revoked_at = :now
                            where workspace = :workspace and id = :id and revoked_at is null""")
                    .bind("now", now.toEpochMilli())
                    .bind("workspace", workspace)
                    .bind("id", id)
                    .execute();
            if (revoked == 1) {
                ChangeRows.addKey(handle, id, now);
                return true;
            }
            return handle.createQuery("select exists (select 1 from api_key where workspace = :workspace and id = :id)")
                    .bind("workspace", workspace)
                    .bind("id", id)
                    .mapTo(Boolean.class)
                    .one();
        });
    }

    private static ApiKey map(ResultSet row, StatementContext context) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getLong("workspace"),
                row.getString("name"),
                row.getString("hint"),
                scopes(row.getString("scopes")),
                Times.instant(row, "created_at"),
                Times.optional(row, "expires_at"),
                Times.optional(row, "revoked_at"));
    }

    /** Scopes that a later version added are left out: this one has nothing that they would allow. */
    private static Set<Scope> scopes(String text) {
        return Arrays.stream(text.split(" ", -1))
                .map(Scope::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
