package dev.terse.storage;

import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.link.ServedLinks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Links as visitors see them: one row, by the index that makes codes unique. */
final class SqlServedLinks implements ServedLinks {
    private final Database database;

    SqlServedLinks(Database database) {
        this.database = database;
    }

    @Override
    public Optional<ServedLink> find(long domain, Code code) {
        return database.read(handle -> handle.createQuery("""
                        select number, target, title, starts_at, expires_at, fallback, redirect_status, forward_query,
                            forward_path, disabled, banned, deleted_at, created_at
                        from link where code = :code and domain = :domain""")
                .bind("code", code.value())
                .bind("domain", domain)
                .map(SqlServedLinks::map)
                .findOne());
    }

    private static ServedLink map(ResultSet row, StatementContext context) throws SQLException {
        return new ServedLink(
                row.getLong("number"),
                LinkRows.target(row.getString("target")),
                row.getString("title"),
                Times.optional(row, "starts_at"),
                Times.optional(row, "expires_at"),
                LinkRows.target(row.getString("fallback")),
                row.getInt("redirect_status"),
                row.getBoolean("forward_query"),
                row.getBoolean("forward_path"),
                row.getBoolean("disabled"),
                row.getBoolean("banned"),
                Times.optional(row, "deleted_at") != null,
                Times.instant(row, "created_at"));
    }
}
