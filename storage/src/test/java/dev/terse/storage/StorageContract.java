package dev.terse.storage;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** What every contract starts with: a fresh, migrated database for the class, a fresh workspace for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StorageContract {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

    private static final AtomicLong UNIQUE = new AtomicLong();

    TestDatabase database;
    SqlStorage storage;
    long workspace;

    abstract TestDatabase createDatabase();

    @BeforeAll
    void open() {
        database = createDatabase();
        storage = SqlStorage.open(database.url(), StorageOptions.DEFAULT);
        storage.migrate();
    }

    @AfterAll
    void close() {
        storage.close();
    }

    @BeforeEach
    void freshWorkspace() {
        workspace = 1_000 + UNIQUE.incrementAndGet();
    }

    static String uniqueText() {
        return "u" + UNIQUE.incrementAndGet();
    }

    static Code uniqueCode() {
        return new Code("code-" + UNIQUE.incrementAndGet());
    }

    static LinkContent content() {
        return LinkContent.to(new Target("https://example.com/page"));
    }

    LinkDraft draft() {
        return draft(uniqueCode(), content());
    }

    LinkDraft draft(Code code) {
        return draft(code, content());
    }

    LinkDraft draft(Code code, LinkContent content) {
        return new LinkDraft(uniqueText(), workspace, 1, code, content, NOW, "key-1", null);
    }

    Link create(LinkDraft draft) {
        return ((Creation.Created) storage.links().create(List.of(draft)).getFirst()).link();
    }

    Link create(LinkContent content) {
        return create(draft(uniqueCode(), content));
    }

    /** Runs {@code work} by so many threads, which begin together, and returns what they returned. */
    static <T> List<T> inParallel(int threads, Callable<T> work) {
        CountDownLatch start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
