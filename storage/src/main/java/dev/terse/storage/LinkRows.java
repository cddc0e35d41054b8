package dev.terse.storage;

import dev.terse.code.Code;
import dev.terse.link.ClickTotals;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.target.Target;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** How a link is read: with its tags and totals, in one query and so in one state. */
final class LinkRows {
    private LinkRows() {}

    /** The columns of a link {@code l}; to be followed by {@link #FROM} or a join of its own. */
    static String columns(Dialect dialect) {
        return """
                l.number, l.id, l.workspace, l.domain, l.code, l.target, l.title, l.note, l.metadata, l.starts_at,
                l.expires_at, l.fallback, l.redirect_status, l.forward_query, l.forward_path, l.disabled, l.banned,
                l.created_at, l.updated_at, l.created_by, l.version, t.total, t.humans, t.bots, t.last_at, t.ranked,
                %s as tags
                """.formatted(dialect.tagsOf("l.number"));
    }

    static final String FROM = """
            from link l left join link_total t on t.link = l.number
            """;

    static Link map(ResultSet row, StatementContext context) throws SQLException {
        return new Link(
                row.getLong("number"),
                row.getString("id"),
                row.getLong("workspace"),
                row.getLong("domain"),
                new Code(row.getString("code")),
                content(row),
                row.getBoolean("banned"),
                clicks(row),
                Times.instant(row, "created_at"),
                Times.instant(row, "updated_at"),
                row.getString("created_by"),
                row.getInt("version"));
    }

    private static LinkContent content(ResultSet row) throws SQLException {
        return new LinkContent(
                new Target(row.getString("target")),
                row.getString("title"),
                row.getString("note"),
                Json.list(row.getString("tags")),
                Json.map(row.getString("metadata")),
                Times.optional(row, "starts_at"),
                Times.optional(row, "expires_at"),
                target(row.getString("fallback")),
                row.getInt("redirect_status"),
                row.getBoolean("forward_query"),
                row.getBoolean("forward_path"),
                row.getBoolean("disabled"));
    }

    private static ClickTotals clicks(ResultSet row) throws SQLException {
        long total = row.getLong("total");
        return row.wasNull()
                ? ClickTotals.NONE
                : new ClickTotals(total, row.getLong("humans"), row.getLong("bots"), Times.optional(row, "last_at"));
    }

    static @Nullable Target target(@Nullable String href) {
        return href == null ? null : new Target(href);
    }

    static @Nullable String href(@Nullable Target target) {
        return target == null ? null : target.href();
    }

    /** The link that {@code draft} becomes, as it will be read. */
    static Link created(LinkDraft draft, long number) {
        Instant createdAt = Times.whole(draft.createdAt());
        return new Link(
                number,
                draft.id(),
                draft.workspace(),
                draft.domain(),
                draft.code(),
                draft.content(),
                false,
                ClickTotals.NONE,
                createdAt,
                createdAt,
                draft.createdBy(),
                1);
    }
}
