package dev.terse.storage;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.Idempotency;
import dev.terse.link.LinkDraft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A statement for all rows, for PostgreSQL: a trip to the server costs more than a row. The columns travel as arrays.
 *
 * <p>Two transactions that insert the same keys wait for each other, so all take idempotency keys before codes, and each
 * of them in one order. Numbers are given out in the order of the drafts all the same: lists show links by number.
 */
final class ArrayInserts implements LinkInserts {
    private static final String INSERT = """
            insert into link (number, id, workspace, domain, code, target, title, note, metadata, starts_at, expires_at,
                fallback, redirect_status, forward_query, forward_path, disabled, created_at, updated_at, created_by, version)
            select number, id, workspace, domain, code, target, title, note, metadata, starts_at, expires_at,
                fallback, redirect_status, forward_query, forward_path, disabled, created_at, created_at, created_by, 1
            from (
                select nextval('link_number_seq') as number, g.*
                from unnest(
                    cast(? as text[]), cast(? as bigint[]), cast(? as bigint[]), cast(? as text[]), cast(? as text[]),
                    cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as bigint[]), cast(? as bigint[]),
                    cast(? as text[]), cast(? as int[]), cast(? as boolean[]), cast(? as boolean[]), cast(? as boolean[]),
                    cast(? as bigint[]), cast(? as text[]))
                as g (id, workspace, domain, code, target, title, note, metadata, starts_at, expires_at, fallback,
                    redirect_status, forward_query, forward_path, disabled, created_at, created_by)
            ) numbered
            order by code collate "C", domain
            on conflict (code, domain) do nothing
            returning number, id""";

    private static final String INSERT_TAGS = """
            insert into link_tag (workspace, tag, link, place)
            select * from unnest(cast(? as bigint[]), cast(? as text[]), cast(? as bigint[]), cast(? as int[]))""";

    private static final String CLAIM = """
            insert into idempotency (workspace, key, fingerprint, answer, created_at)
            select workspace, key, fingerprint, answer, created_at
            from unnest(cast(? as bigint[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as bigint[]))
                as g (workspace, key, fingerprint, answer, created_at)
            order by workspace, key collate "C"
            on conflict (workspace, key) do update
            set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at
            where idempotency.created_at <= excluded.created_at - %d
            returning workspace, key""".formatted(IDEMPOTENCY.toMillis());

    private static final String CLAIMED = """
            select workspace, key, fingerprint, answer from idempotency
            where (workspace, key) in (select * from unnest(cast(? as bigint[]), cast(? as text[])))""";

    private static final String UNCLAIM = """
            delete from idempotency
            where (workspace, key) in (select * from unnest(cast(? as bigint[]), cast(? as text[])))""";

    @Override
    public List<Creation> insert(Handle handle, List<LinkDraft> drafts) {
        Connection connection = handle.getConnection();
        Creation[] outcomes = new Creation[drafts.size()];
        List<Item> waiting = new ArrayList<>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            waiting.add(new Item(i, drafts.get(i)));
        }
        Set<Address> tried = HashSet.newHashSet(drafts.size());
        try {
            while (!waiting.isEmpty()) {
                Wave wave = Wave.of(waiting, tried);
                waiting = wave.later;
                waiting.addAll(insert(connection, wave.now, tried, outcomes));
            }
        } catch (SQLException e) {
            throw Failures.translated(e);
        }
        return List.of(outcomes);
    }

    /**
     * Inserts the items of a wave, and returns those that have to be tried again.
     *
     * @param tried where this transaction tried to insert a link: whether it did or found another there, it is taken
     */
    private static List<Item> insert(Connection connection, List<Item> items, Set<Address> tried, Creation[] outcomes)
            throws SQLException {
        List<Item> again = claim(connection, items, outcomes);
        List<Item> due = items.stream()
                .filter(item -> outcomes[item.place] == null && !again.contains(item))
                .toList();
        List<Item> free = due.stream().filter(item -> tried.add(item.address())).toList();
        Map<String, Long> numbers = insertLinks(connection, free);
        List<Item> created = new ArrayList<>(free.size());
        List<Item> taken = new ArrayList<>();
        for (Item item : due) {
            Long number = numbers.get(item.draft.id());
            if (number == null) {
                outcomes[item.place] = new Creation.CodeTaken();
                if (item.draft.idempotency() != null) {
                    taken.add(item);
                }
            } else {
                outcomes[item.place] = new Creation.Created(LinkRows.created(item.draft, number));
                created.add(item);
            }
        }
        insertTags(connection, created, numbers);
        unclaim(connection, taken);
        return again;
    }

    private static Map<String, Long> insertLinks(Connection connection, List<Item> items) throws SQLException {
        Map<String, Long> numbers = HashMap.newHashMap(items.size());
        if (items.isEmpty()) {
            return numbers;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            Columns columns = new Columns(connection, insert, items);
            columns.texts(LinkDraft::id);
            columns.longs(LinkDraft::workspace);
            columns.longs(LinkDraft::domain);
            columns.texts(draft -> draft.code().value());
            columns.texts(draft -> draft.content().target().href());
            columns.texts(draft -> draft.content().title());
            columns.texts(draft -> draft.content().note());
            columns.texts(draft -> Json.ofMap(draft.content().metadata()));
            columns.longs(draft -> Times.column(draft.content().startsAt()));
            columns.longs(draft -> Times.column(draft.content().expiresAt()));
            columns.texts(draft -> LinkRows.href(draft.content().fallback()));
            columns.ints(draft -> draft.content().redirectStatus());
            columns.booleans(draft -> draft.content().forwardQuery());
            columns.booleans(draft -> draft.content().forwardPath());
            columns.booleans(draft -> draft.content().disabled());
            columns.longs(draft -> draft.createdAt().toEpochMilli());
            columns.texts(LinkDraft::createdBy);
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    numbers.put(rows.getString(2), rows.getLong(1));
                }
            }
        }
        return numbers;
    }

    private static void insertTags(Connection connection, List<Item> items, Map<String, Long> numbers)
            throws SQLException {
        List<Long> workspaces = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<Long> links = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (Item item : items) {
            List<String> own = item.draft.content().tags();
            for (int place = 0; place < own.size(); place++) {
                workspaces.add(item.draft.workspace());
                tags.add(own.get(place));
                links.add(numbers.get(item.draft.id()));
                places.add(place);
            }
        }
        if (tags.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT_TAGS)) {
            insert.setArray(1, connection.createArrayOf("bigint", workspaces.toArray()));
            insert.setArray(2, connection.createArrayOf("text", tags.toArray()));
            insert.setArray(3, connection.createArrayOf("bigint", links.toArray()));
            insert.setArray(4, connection.createArrayOf("int", places.toArray()));
            insert.executeUpdate();
        }
    }

    /**
     * Makes the keys of the items stand for them, and notes the outcome where a key stands for a request already.
     *
     * @return items whose key was taken and removed again meanwhile
     */
    private static List<Item> claim(Connection connection, List<Item> items, Creation[] outcomes) throws SQLException {
        Map<Key, Item> missing = new HashMap<>();
        for (Item item : items) {
            Key key = item.key();
            if (key != null) {
                missing.put(key, item);
            }
        }
        if (missing.isEmpty()) {
            return List.of();
        }
        List<Item> keyed = List.copyOf(missing.values());
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            Columns columns = keys(connection, claim, keyed);
            columns.texts(draft -> idempotency(draft).fingerprint());
            columns.texts(draft -> idempotency(draft).answer());
            columns.longs(draft -> draft.createdAt().toEpochMilli());
            try (ResultSet rows = claim.executeQuery()) {
                while (rows.next()) {
                    missing.remove(new Key(rows.getLong(1), rows.getString(2)));
                }
            }
        }
        if (missing.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement query = connection.prepareStatement(CLAIMED)) {
            keys(connection, query, List.copyOf(missing.values()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Item item = missing.remove(new Key(rows.getLong(1), rows.getString(2)));
                    if (item != null) {
                        outcomes[item.place] =
                                LinkInserts.repeated(idempotency(item.draft), rows.getString(3), rows.getString(4));
                    }
                }
            }
        }
        return List.copyOf(missing.values());
    }

    private static void unclaim(Connection connection, List<Item> items) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(UNCLAIM)) {
            keys(connection, delete, items);
            delete.executeUpdate();
        }
    }

    private static Columns keys(Connection connection, PreparedStatement statement, List<Item> items)
            throws SQLException {
        Columns columns = new Columns(connection, statement, items);
        columns.longs(LinkDraft::workspace);
        columns.texts(draft -> idempotency(draft).key());
        return columns;
    }

    private static Idempotency idempotency(LinkDraft draft) {
        Idempotency idempotency = draft.idempotency();
        if (idempotency == null) {
            throw new IllegalArgumentException("a draft without a key");
        }
        return idempotency;
    }

    /** A draft and its place among the drafts of the call. */
    private record Item(int place, LinkDraft draft) {
        @Nullable
        Key key() {
            Idempotency idempotency = draft.idempotency();
            return idempotency == null ? null : new Key(draft.workspace(), idempotency.key());
        }

        Address address() {
            return new Address(draft.domain(), draft.code());
        }
    }

    private record Key(long workspace, String text) {}

    private record Address(long domain, Code code) {}

    /**
     * What can be done by one statement, and what comes after it. No two of the former share a key, nor a code unless it
     * is known to be taken.
     */
    private record Wave(List<Item> now, List<Item> later) {
        static Wave of(List<Item> items, Set<Address> tried) {
            Wave wave = new Wave(new ArrayList<>(items.size()), new ArrayList<>());
            Set<Address> addresses = HashSet.newHashSet(items.size());
            Set<Key> keys = new HashSet<>();
            for (Item item : items) {
                Key key = item.key();
                boolean codeIsSettled = tried.contains(item.address()) || addresses.add(item.address());
                boolean keyIsNew = key == null || keys.add(key);
                (codeIsSettled && keyIsNew ? wave.now : wave.later).add(item);
            }
            return wave;
        }
    }

    /** Binds one column of all items after the other. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<Item> items;
        private int index;

        Columns(Connection connection, PreparedStatement statement, List<Item> items) {
            this.connection = connection;
            this.statement = statement;
            this.items = items;
        }

        void texts(Function<LinkDraft, @Nullable String> column) throws SQLException {
            bind("text", new @Nullable String[items.size()], column);
        }

        void longs(Function<LinkDraft, @Nullable Long> column) throws SQLException {
            bind("bigint", new @Nullable Long[items.size()], column);
        }

        void ints(Function<LinkDraft, Integer> column) throws SQLException {
            bind("int", new @Nullable Integer[items.size()], column);
        }

        void booleans(Function<LinkDraft, Boolean> column) throws SQLException {
            bind("boolean", new @Nullable Boolean[items.size()], column);
        }

        private <T> void bind(String type, @Nullable T[] values, Function<LinkDraft, ? extends @Nullable T> column)
                throws SQLException {
            for (int i = 0; i < values.length; i++) {
                values[i] = column.apply(items.get(i).draft());
            }
            statement.setArray(++index, connection.createArrayOf(type, values));
        }
    }
}
