package dev.terse.storage;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.Edit;
import dev.terse.link.Idempotency;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.link.LinkPage;
import dev.terse.link.LinkQuery;
import dev.terse.link.LinkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The links, in the tables {@code link} and {@code link_tag}. */
final class SqlLinkStore implements LinkStore, AutoCloseable {
    private final Database database;
    private final LinkInserts inserts;
    private final GroupCommit creations;
    private final LinkList list;
    private final String selectLink;

    SqlLinkStore(Database database, LinkInserts inserts, StorageOptions options) {
        this.database = database;
        this.inserts = inserts;
        this.creations = new GroupCommit(this::commit, database.writers(), options.timeLimit());
        this.list = new LinkList(database, options);
        this.selectLink = "select " + LinkRows.columns(database.dialect()) + LinkRows.FROM;
    }

    private List<Creation> commit(List<LinkDraft> drafts) {
        return database.write(Database.Lane.LINKS, handle -> inserts.insert(handle, drafts));
    }

    @Override
    public List<Creation> create(List<LinkDraft> drafts) {
        return creations.commit(drafts);
    }

    @Override
    public List<Creation> createAtomically(List<LinkDraft> drafts) {
        return database.write(
                Database.Lane.LINKS,
                handle -> inserts.insert(handle, drafts),
                outcomes -> outcomes.stream().allMatch(Creation.Created.class::isInstance));
    }

    @Override
    public Optional<Idempotency> idempotency(long workspace, String key, Instant now) {
        return database.read(handle -> handle.createQuery("""
                        select fingerprint, answer from idempotency
                        where workspace = :workspace and key = :key and created_at > :since""")
                .bind("workspace", workspace)
                .bind("key", key)
                .bind("since", now.minus(LinkInserts.IDEMPOTENCY).toEpochMilli())
                .map((row, _) -> new Idempotency(key, row.getString(1), row.getString(2)))
                .findOne());
    }

    @Override
    public Optional<Link> find(long workspace, String id) {
        return database.read(handle -> handle.createQuery(
                        selectLink + "where l.workspace = :workspace and l.id = :id and l.deleted_at is null")
                .bind("workspace", workspace)
                .bind("id", id)
                .map(LinkRows::map)
                .findOne());
    }

    @Override
    public List<Link> findByNumbers(long workspace, Collection<Long> numbers) {
        return database.read(handle -> {
            List<Link> found = new ArrayList<>(numbers.size());
            for (long number : numbers) {
                handle.createQuery(selectLink
                                + "where l.number = :number and l.workspace = :workspace and l.deleted_at is null")
                        .bind("number", number)
                        .bind("workspace", workspace)
                        .map(LinkRows::map)
                        .findOne()
                        .ifPresent(found::add);
            }
            return found;
        });
    }

    @Override
    public Optional<Link> findByCode(long workspace, long domain, Code code) {
        return database.read(handle -> handle.createQuery(selectLink + """
                        where l.workspace = :workspace and l.domain = :domain and l.code = :code
                            and l.deleted_at is null""")
                .bind("workspace", workspace)
                .bind("domain", domain)
                .bind("code", code.value())
                .map(LinkRows::map)
                .findOne());
    }

    @Override
    public LinkPage list(long workspace, LinkQuery query) {
        return list.page(workspace, query);
    }

    @Override
    public Edit update(long workspace, String id, int version, LinkContent content, Instant now) {
        return database.write(Database.Lane.LINKS, handle -> {
            Optional<Long> number = handle.createQuery("""
                            update link
                            set target = :target, title = :title, note = :note, metadata = :metadata,
                                starts_at = :startsAt, expires_at = :expiresAt, fallback = :fallback,
                                redirect_status = :redirectStatus, forward_query = :forwardQuery,
                                forward_path = :forwardPath, disabled = :disabled, updated_at = :now,
                                version = version + 1
                            where workspace = :workspace and id = :id and version = :version and deleted_at is null
                            returning number""")
                    .bind("target", content.target().href())
                    .bind("title", content.title())
                    .bind("note", content.note())
                    .bind("metadata", Json.ofMap(content.metadata()))
                    .bind("startsAt", Times.column(content.startsAt()))
                    .bind("expiresAt", Times.column(content.expiresAt()))
                    .bind("fallback", LinkRows.href(content.fallback()))
                    .bind("redirectStatus", content.redirectStatus())
                    .bind("forwardQuery", content.forwardQuery())
                    .bind("forwardPath", content.forwardPath())
                    .bind("disabled", content.disabled())
                    .bind("now", now.toEpochMilli())
                    .bind("workspace", workspace)
                    .bind("id", id)
                    .bind("version", version)
                    .mapTo(Long.class)
                    .findOne();
            if (number.isEmpty()) {
                return missed(handle, workspace, id);
            }
            replaceTags(handle, workspace, number.get(), content.tags());
            return done(handle, number.get(), now);
        });
    }

    @Override
    public Edit delete(long workspace, String id, @Nullable Integer version, Instant now) {
        return database.write(Database.Lane.LINKS, handle -> {
            Optional<Long> number = handle.createQuery("""
                            update link set deleted_at = :now
                            where workspace = :workspace and id = :id and deleted_at is null
                                and version = coalesce(:version, version)
                            returning number""")
                    .bind("now", now.toEpochMilli())
                    .bind("workspace", workspace)
                    .bind("id", id)
                    .bind("version", version)
                    .mapTo(Long.class)
                    .findOne();
            return number.isEmpty() ? missed(handle, workspace, id) : done(handle, number.get(), now);
        });
    }

    private static void replaceTags(Handle handle, long workspace, long number, List<String> tags) {
        handle.createUpdate("delete from link_tag where link = :link")
                .bind("link", number)
                .execute();
        if (tags.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch(
                "insert into link_tag (workspace, tag, link, place) values (:workspace, :tag, :link, :place)");
        for (int place = 0; place < tags.size(); place++) {
            batch.bind("workspace", workspace)
                    .bind("tag", tags.get(place))
                    .bind("link", number)
                    .bind("place", place)
                    .add();
        }
        batch.execute();
    }

    /** Adds the change. The link is read by a statement of its own, which sees what other edits left before this one. */
    private Edit done(Handle handle, long number, Instant now) {
        Link link = handle.createQuery(selectLink + "where l.number = :number")
                .bind("number", number)
                .map(LinkRows::map)
                .one();
        ChangeRows.addLink(handle, link.domain(), link.code(), now);
        return new Edit.Done(link);
    }

    private static Edit missed(Handle handle, long workspace, String id) {
        return handle.createQuery("""
                        select version from link
                        where workspace = :workspace and id = :id and deleted_at is null""")
                .bind("workspace", workspace)
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .<Edit>map(Edit.VersionMismatch::new)
                .orElseGet(Edit.NotFound::new);
    }

    /** Ends the creations under way and refuses those that come. */
    @Override
    public void close() {
        creations.close();
    }
}
