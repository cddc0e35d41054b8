package dev.terse.create;

import dev.terse.Storage;
import dev.terse.change.Changes;
import dev.terse.click.ClickInbox;
import dev.terse.click.VisitorKeys;
import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeNumbers;
import dev.terse.code.CodePool;
import dev.terse.key.ApiKey;
import dev.terse.key.ApiKeys;
import dev.terse.link.ClickTotals;
import dev.terse.link.Creation;
import dev.terse.link.Edit;
import dev.terse.link.Idempotency;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.link.LinkPage;
import dev.terse.link.LinkQuery;
import dev.terse.link.LinkStore;
import dev.terse.link.ServedLinks;
import dev.terse.stats.Stats;
import dev.terse.store.Installation;
import dev.terse.store.Retention;
import dev.terse.store.Secret;
import dev.terse.store.StoreStatus;
import dev.terse.task.TaskStatus;
import dev.terse.task.Tasks;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store in memory that fails on demand and hands out the codes it is told to. Knows creates and reads of links only. */
final class FakeStorage implements Storage, LinkStore, CodeBlocks, ApiKeys, Tasks {
    /** Thrown by every call while it is there. */
    volatile @Nullable RuntimeException failure;

    /** The blocks that wait, the next one first. */
    final Deque<CodeBlock> blocks = new ArrayDeque<>();

    volatile CodePool pool = new CodePool(3, 3_000, 1, 4_000, 7, 29, 58);
    volatile List<TaskStatus> tasks = List.of();
    final FakeStats stats = new FakeStats(this::answer);
    int keyLookups;

    /** Run while a key is being read, after the store has looked at it. */
    volatile Runnable whileKeyIsRead = () -> {};

    private final Map<Code, Link> links = new ConcurrentHashMap<>();
    private final Map<String, Idempotency> records = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, ApiKey> keys = new ConcurrentHashMap<>();

    /** Forgets a key, as if it had been revoked. */
    void removeKey(String id) {
        keys.values().removeIf(key -> key.id().equals(id));
    }

    private void answer() {
        RuntimeException down = failure;
        if (down != null) {
            throw down;
        }
    }

    Set<Code> codes() {
        return Set.copyOf(links.keySet());
    }

    @Override
    public Installation installation() {
        return new Installation(1, 1, new Secret(new byte[Secret.LENGTH]));
    }

    @Override
    public LinkStore links() {
        return this;
    }

    @Override
    public CodeBlocks codeBlocks() {
        return this;
    }

    @Override
    public ApiKeys apiKeys() {
        return this;
    }

    @Override
    public Tasks tasks() {
        return this;
    }

    @Override
    public StoreStatus status() {
        answer();
        return new StoreStatus("sqlite", "0", "1");
    }

    @Override
    public synchronized List<Creation> create(List<LinkDraft> drafts) {
        answer();
        List<Creation> outcomes = new ArrayList<>();
        for (LinkDraft draft : drafts) {
            Link link = link(draft);
            boolean free = links.putIfAbsent(draft.code(), link) == null;
            outcomes.add(free ? new Creation.Created(link) : new Creation.CodeTaken());
            Idempotency idempotency = draft.idempotency();
            if (free && idempotency != null) {
                records.put(idempotency.key(), idempotency);
            }
        }
        return outcomes;
    }

    @Override
    public synchronized List<Creation> createAtomically(List<LinkDraft> drafts) {
        answer();
        List<Creation> outcomes = new ArrayList<>();
        Set<Code> own = new HashSet<>();
        for (LinkDraft draft : drafts) {
            boolean free = own.add(draft.code()) && !links.containsKey(draft.code());
            outcomes.add(free ? new Creation.Created(link(draft)) : new Creation.CodeTaken());
        }
        if (outcomes.stream().allMatch(outcome -> outcome instanceof Creation.Created)) {
            drafts.forEach(draft -> links.put(draft.code(), link(draft)));
        }
        return outcomes;
    }

    private static Link link(LinkDraft draft) {
        return new Link(
                Integer.toUnsignedLong(draft.code().value().hashCode()),
                draft.id(),
                draft.workspace(),
                draft.domain(),
                draft.code(),
                draft.content(),
                false,
                ClickTotals.NONE,
                draft.createdAt(),
                draft.createdAt(),
                draft.createdBy(),
                1);
    }

    @Override
    public Optional<Idempotency> idempotency(long workspace, String key, Instant now) {
        answer();
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public Optional<Link> find(long workspace, String id) {
        answer();
        return links.values().stream().filter(link -> link.id().equals(id)).findFirst();
    }

    @Override
    public List<Link> findByNumbers(long workspace, Collection<Long> numbers) {
        answer();
        return links.values().stream()
                .filter(link -> numbers.contains(link.number()))
                .toList();
    }

    @Override
    public Optional<Link> findByCode(long workspace, long domain, Code code) {
        answer();
        return Optional.ofNullable(links.get(code));
    }

    @Override
    public LinkPage list(long workspace, LinkQuery query) {
        answer();
        return new LinkPage(List.copyOf(links.values()), null);
    }

    /** Always finds that somebody else was quicker. */
    @Override
    public Edit update(long workspace, String id, int version, LinkContent content, Instant now) {
        answer();
        return new Edit.VersionMismatch(version + 1);
    }

    @Override
    public boolean add(ApiKey key, byte[] sha256) {
        answer();
        return keys.putIfAbsent(ByteBuffer.wrap(sha256), key) == null;
    }

    @Override
    public Optional<ApiKey> findByHash(byte[] sha256) {
        answer();
        keyLookups++;
        Optional<ApiKey> found = Optional.ofNullable(keys.get(ByteBuffer.wrap(sha256)));
        whileKeyIsRead.run();
        return found;
    }

    @Override
    public synchronized Optional<CodeBlock> take() {
        answer();
        return Optional.ofNullable(blocks.poll());
    }

    @Override
    public CodePool pool() {
        answer();
        return pool;
    }

    @Override
    public List<TaskStatus> all() {
        answer();
        return tasks;
    }

    @Override
    public void close() {}

    @Override
    public Edit delete(long workspace, String id, @Nullable Integer version, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean addFirst(ApiKey key, byte[] sha256) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ApiKey> list(long workspace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean revoke(long workspace, String id, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CodeNumbers reserve(int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<Code> taken(Collection<Code> codes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void add(CodeBlock block) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void ended(String name, Instant at, @Nullable String error) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServedLinks servedLinks() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Changes changes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ClickInbox clickInbox() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stats stats() {
        return stats;
    }

    @Override
    public VisitorKeys visitorKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Retention retention() {
        throw new UnsupportedOperationException();
    }
}
