package dev.terse.storage;

import dev.terse.link.Link;
import dev.terse.link.LinkPage;
import dev.terse.link.LinkQuery;
import dev.terse.link.LinkState;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pages of links. A page begins after the last link of the one before, by a key that no two links share and that only an
 * edit of the link itself changes: nothing that comes or goes moves the others.
 *
 * <p>A search, which is a query for a text or a state, may look at every link. Only a few run at once, so that however
 * many are asked for, connections remain for creates, redirects and the change feed.
 */
final class LinkList {
    /** The fewest characters that are looked for inside a text; fewer are looked for where a code or word begins. */
    private static final int INSIDE = 3;

    /** How many searches run at once, unless that is more than half of the connections. */
    private static final int SEARCHES = 2;

    private final Database database;
    private final Duration timeLimit;
    private final Semaphore searches;
    private final String columns;

    LinkList(Database database, StorageOptions options) {
        this.database = database;
        this.timeLimit = options.timeLimit();
        this.searches = new Semaphore(Math.clamp(options.connections() / 2, 1, SEARCHES), true);
        this.columns = LinkRows.columns(database.dialect());
    }

    LinkPage page(long workspace, LinkQuery query) {
        if (query.state() == LinkState.DELETED || query.state() == LinkState.EXHAUSTED) {
            return new LinkPage(List.of(), null);
        }
        List<Listed> found = isSearch(query) ? search(workspace, query) : find(workspace, query);
        List<Link> links = found.stream().limit(query.limit()).map(Listed::link).toList();
        return new LinkPage(
                links, found.size() <= query.limit() ? null : position(query.sort(), found.get(query.limit() - 1)));
    }

    /** @param rank what {@link LinkQuery.Sort#CLICKS} goes by */
    private record Listed(Link link, long rank) {}

    private static boolean isSearch(LinkQuery query) {
        return query.state() != null || (query.text() != null && !query.text().isEmpty());
    }

    private List<Listed> search(long workspace, LinkQuery query) {
        try {
            if (!searches.tryAcquire(timeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StorageUnavailable("too many searches at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for other searches", e);
        }
        try {
            return find(workspace, query);
        } finally {
            searches.release();
        }
    }

    /** One more than asked for, where there are so many, which tells whether there is a next page. */
    private List<Listed> find(long workspace, LinkQuery query) {
        LinkQuery.Position after = query.after();
        if (query.sort() != LinkQuery.Sort.CLICKS) {
            return run(select(workspace, query, false, after, query.limit() + 1));
        }
        // Those without clicks have no total, and so no place in the index of ranks.
        boolean isPastClicked = after != null && after.value() == 0;
        List<Listed> found = isPastClicked
                ? new ArrayList<>()
                : new ArrayList<>(run(select(workspace, query, true, after, query.limit() + 1)));
        int left = query.limit() + 1 - found.size();
        if (left > 0) {
            found.addAll(run(select(workspace, query, false, isPastClicked ? after : null, left)));
        }
        return found;
    }

    private List<Listed> run(Select select) {
        return database.read(handle -> handle.createQuery(select.sql.toString())
                .bindMap(select.values)
                .map((row, context) -> new Listed(LinkRows.map(row, context), row.getLong("ranked")))
                .list());
    }

    private static LinkQuery.Position position(LinkQuery.Sort sort, Listed last) {
        return switch (sort) {
            case CREATED -> new LinkQuery.Position(0, last.link.number());
            case UPDATED -> new LinkQuery.Position(last.link.updatedAt().toEpochMilli(), last.link.number());
            case CLICKS -> new LinkQuery.Position(last.rank, last.link.number());
        };
    }

    /** @param clicked whether to list the links that have clicks, in the order of {@link LinkQuery.Sort#CLICKS} */
    private Select select(
            long workspace, LinkQuery query, boolean clicked, LinkQuery.@Nullable Position after, int limit) {
        Select select = new Select();
        select.add("select ").add(columns).add(clicked ? database.dialect().fromClicked() : LinkRows.FROM);
        // The tag's index holds its links in the order of their numbers, which is the order of CREATED.
        String number = query.tag() == null ? "l.number" : "g.link";
        if (query.tag() != null) {
            select.add("join link_tag g on g.link = l.number and g.workspace = :workspace and g.tag = :tag\n")
                    .with("tag", query.tag());
        }
        select.add(clicked ? "where t.ranked > 0 and l.workspace = :workspace" : "where l.workspace = :workspace")
                .add(" and l.deleted_at is null\n")
                .with("workspace", workspace);
        if (query.domain() != null) {
            select.add("and l.domain = :domain\n").with("domain", query.domain());
        }
        if (query.state() != null) {
            select.add(state(query.state())).with("now", query.now().toEpochMilli());
        }
        if (query.text() != null && !query.text().isEmpty()) {
            addText(select, query.text());
        }
        switch (query.sort()) {
            case CREATED -> byNumber(select, number, after);
            case UPDATED -> byValue(select, "l.updated_at", "l.number", after);
            case CLICKS -> {
                if (clicked) {
                    byValue(select, "t.ranked", "t.link", after);
                } else {
                    select.add("and (t.ranked is null or t.ranked = 0)\n");
                    byNumber(select, number, after);
                }
            }
        }
        return select.add(" limit :limit").with("limit", limit);
    }

    private static void byNumber(Select select, String number, LinkQuery.@Nullable Position after) {
        if (after != null) {
            select.add("and " + number + " < :afterNumber\n").with("afterNumber", after.number());
        }
        select.add("order by " + number + " desc");
    }

    private static void byValue(Select select, String value, String number, LinkQuery.@Nullable Position after) {
        if (after != null) {
            select.add("and (" + value + ", " + number + ") < (:afterValue, :afterNumber)\n")
                    .with("afterValue", after.value())
                    .with("afterNumber", after.number());
        }
        select.add("order by " + value + " desc, " + number + " desc");
    }

    private static String state(LinkState state) {
        return switch (state) {
            case BANNED -> "and l.banned\n";
            case DISABLED -> "and not l.banned and l.disabled\n";
            case EXPIRED -> "and not l.banned and not l.disabled and l.expires_at <= :now\n";
            case SCHEDULED -> """
                    and not l.banned and not l.disabled and (l.expires_at is null or l.expires_at > :now)
                    and l.starts_at > :now
                    """;
            case ACTIVE -> """
                    and not l.banned and not l.disabled and (l.expires_at is null or l.expires_at > :now)
                    and (l.starts_at is null or l.starts_at <= :now)
                    """;
            case EXHAUSTED, DELETED -> throw new IllegalArgumentException("never listed");
        };
    }

    private void addText(Select select, String text) {
        String escaped =
                asciiLowerCase(text).replace("!", "!!").replace("%", "!%").replace("_", "!_");
        if (text.codePointCount(0, text.length()) < INSIDE) {
            select.add("and (" + like("l.code", ":prefix") + " or " + like("l.title", ":prefix") + " or "
                            + like("l.title", ":word") + ")\n")
                    .with("prefix", escaped + "%")
                    .with("word", "% " + escaped + "%");
        } else {
            select.add("and (" + like("l.code", ":inside") + " or " + like("l.target", ":inside") + " or "
                            + like("l.title", ":inside") + " or " + like("l.note", ":inside") + ")\n")
                    .with("inside", "%" + escaped + "%");
        }
    }

    private static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    private String like(String column, String pattern) {
        return database.dialect().like(column, pattern);
    }

    /** A query while it is put together, and the values of its parameters. */
    private static final class Select {
        final StringBuilder sql = new StringBuilder();
        final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        Select add(String text) {
            sql.append(text);
            return this;
        }

        Select with(String name, Object value) {
            values.put(name, value);
            return this;
        }
    }
}
