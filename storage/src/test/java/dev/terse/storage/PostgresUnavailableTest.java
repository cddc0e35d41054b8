package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terse.change.Changes.Batch;
import dev.terse.change.Changes.Cursor;
import dev.terse.click.ClickBatch;
import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.key.ApiKey;
import dev.terse.link.Creation;
import dev.terse.link.Link;
import dev.terse.link.LinkQuery;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats.Counted;
import dev.terse.storage.Database.Lane;
import dev.terse.store.StorageUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What PostgreSQL can't answer, and that it can again when the cause is gone. On a server of its own, which is stopped. */
@Timeout(120)
class PostgresUnavailableTest extends StorageContract {
    private static final StorageOptions IMPATIENT =
            StorageOptions.DEFAULT.withTimeLimit(Duration.ofMillis(600)).withConnections(2);

    private final TestPostgres server = TestPostgres.own();

    @Override
    TestDatabase createDatabase() {
        return new TestDatabase.OfPostgres(server, server.createDatabase());
    }

    /** With connections that no test before has broken. */
    @BeforeEach
    void start() {
        server.start();
        storage.close();
        storage = SqlStorage.open(url(), StorageOptions.DEFAULT);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private StoreUrl.Postgres url() {
        return (StoreUrl.Postgres) database.url();
    }

    private StoreUrl.Postgres url(String otherDatabase) {
        return new StoreUrl.Postgres("127.0.0.1", server.port(), otherDatabase, "postgres", null, Map.of());
    }

    private static void answersAgain(SqlStorage storage) {
        await().atMost(Duration.ofSeconds(8))
                .ignoreException(StorageUnavailable.class)
                .until(() -> storage.status() != null);
    }

    @Test
    void everyMethod_serverStopped_isUnavailableAndAnswersAgainSoonAfterTheStart() {
        Link link = create(draft());
        ApiKey key = new ApiKey(uniqueText(), 1, "name", "hint", Set.of(), NOW, null, null);
        byte[] hash = new byte[32];
        UUID journal = UUID.randomUUID();
        LinkQuery all = new LinkQuery(null, null, null, null, LinkQuery.Sort.CREATED, NOW, 10, null);
        try (SqlStorage impatient = SqlStorage.open(url(), IMPATIENT)) {
            var cursor = impatient.changes().end();
            server.stop();

            List<ThrowingCallable> calls = List.of(
                    impatient::status,
                    impatient::isMigrated,
                    impatient::migrate,
                    impatient::installation,
                    () -> impatient.links().create(List.of(draft())),
                    () -> impatient.links().createAtomically(List.of(draft())),
                    () -> impatient.links().find(workspace, link.id()),
                    () -> impatient.links().findByCode(workspace, 1, link.code()),
                    () -> impatient.links().list(workspace, all),
                    () -> impatient.links().update(workspace, link.id(), 1, content(), NOW),
                    () -> impatient.links().delete(workspace, link.id(), null, NOW),
                    () -> impatient.servedLinks().find(1, link.code()),
                    () -> impatient.codeBlocks().reserve(1),
                    () -> impatient.codeBlocks().taken(List.of(link.code())),
                    () -> impatient.codeBlocks().add(new CodeBlock(List.of())),
                    () -> impatient.codeBlocks().take(),
                    () -> impatient.codeBlocks().pool(),
                    () -> impatient.apiKeys().add(key, hash),
                    () -> impatient.apiKeys().addFirst(key, hash),
                    () -> impatient.apiKeys().findByHash(hash),
                    () -> impatient.apiKeys().list(1),
                    () -> impatient.apiKeys().revoke(1, key.id(), NOW),
                    () -> impatient.changes().end(),
                    () -> impatient.changes().since(cursor),
                    () -> impatient.retention().deleteLinksExpiredBefore(NOW, NOW),
                    () -> impatient.retention().eraseLinksDeletedBefore(NOW),
                    () -> impatient.retention().pruneIdempotencyBefore(NOW),
                    () -> impatient.retention().pruneChangesBefore(NOW),
                    () -> impatient.clickInbox().position(journal),
                    () -> impatient.clickInbox().append(new ClickBatch(journal, 0, new byte[8]), NOW),
                    () -> impatient.clickInbox().waiting(1_000),
                    () -> impatient.clickInbox().depth(),
                    () -> impatient.visitorKeys().of(LocalDate.now(ZoneOffset.UTC)),
                    () -> impatient.visitorKeys().destroyBefore(LocalDate.EPOCH),
                    () -> impatient.stats().apply(List.of(1L), new Counted(Map.of(), List.of(), List.of())),
                    () -> impatient.stats().domainsOf(List.of(1L)),
                    () -> impatient.stats().rollups(List.of(new Scope.OfLink(1)), NOW, NOW.plusSeconds(1), Set.of()),
                    () -> impatient.stats().clicks(1, NOW, NOW.plusSeconds(1), null, 1),
                    () -> impatient.stats().clicksKeptFrom(),
                    () -> impatient.stats().foldHoursBefore(NOW),
                    () -> impatient.stats().compactClicksBefore(NOW),
                    () -> impatient.stats().pruneClicksBefore(NOW),
                    () -> impatient.tasks().all(),
                    () -> impatient.tasks().ended("task", NOW, null));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(StorageUnavailable.class);
            }

            server.start();
            answersAgain(impatient);
            assertThat(impatient.links().find(workspace, link.id())).contains(link);
            assertThat(impatient.links().create(List.of(draft())).getFirst()).isInstanceOf(Creation.Created.class);
        }
    }

    @Test
    void open_serverNotYetThere_waitsForNothingAndWorksOnceItIs() {
        server.stop();
        try (SqlStorage early = SqlStorage.open(url(), IMPATIENT)) {
            assertThatThrownBy(early::migrate).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(early::isMigrated).isInstanceOf(StorageUnavailable.class);

            server.start();
            answersAgain(early);
            early.migrate();
            assertThat(early.isMigrated()).isTrue();
        }
    }

    @Test
    void anyMethod_serverThatTakesConnectionsAndSaysNothing_isUnavailable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                SqlStorage waiting = SqlStorage.open(
                        new StoreUrl.Postgres("127.0.0.1", silent.getLocalPort(), "d", "u", null, Map.of()),
                        IMPATIENT)) {
            assertThatThrownBy(waiting::status).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(() -> waiting.links().create(List.of(draft()))).isInstanceOf(StorageUnavailable.class);
        }
    }

    @Test
    void anyMethod_databaseThatDoesNotExist_isUnavailable() {
        try (SqlStorage lost = SqlStorage.open(url("missing"), IMPATIENT)) {
            assertThatThrownBy(lost::status).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(lost::migrate).isInstanceOf(StorageUnavailable.class);
        }
    }

    @Test
    void write_rowOrCodeHeldByAnother_isUnavailableWhileOthersGoOn() throws SQLException {
        Link link = create(draft());
        Code heldCode = uniqueCode();
        try (SqlStorage impatient = SqlStorage.open(url(), IMPATIENT);
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update link set note = 'held' where number = " + link.number());
            statement.execute("""
                    insert into link (id, workspace, domain, code, target, redirect_status, forward_query, forward_path,
                        disabled, created_at, updated_at, created_by, version)
                    values ('%1$s', 1, 1, '%1$s', 'https://example.com/', 302, false, false, false, 0, 0, 'x', 1)""".formatted(heldCode));

            assertThatThrownBy(() -> impatient.links().delete(workspace, link.id(), null, NOW))
                    .isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(() -> impatient.links().create(List.of(draft(heldCode))))
                    .isInstanceOf(StorageUnavailable.class);
            assertThat(impatient.links().create(List.of(draft())).getFirst()).isInstanceOf(Creation.Created.class);

            other.commit();
            assertThat(impatient.links().create(List.of(draft(heldCode)))).containsExactly(new Creation.CodeTaken());
        }
    }

    @Test
    void read_longerThanTheTimeLimit_isUnavailable() {
        try (PostgresDatabase impatient = new PostgresDatabase(url(), IMPATIENT)) {
            assertThatThrownBy(() -> impatient.read(handle -> handle.execute("select pg_sleep(60)")))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("statement timeout");
        }
    }

    @Test
    void read_allConnectionsOut_isUnavailable() throws Exception {
        CountDownLatch held = new CountDownLatch(2);
        CountDownLatch hold = new CountDownLatch(1);
        try (PostgresDatabase impatient = new PostgresDatabase(url(), IMPATIENT);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> busy = List.of(
                    executor.submit(() -> impatient.read(_ -> waitFor(held, hold))),
                    executor.submit(() -> impatient.read(_ -> waitFor(held, hold))));
            held.await();

            assertThatThrownBy(() -> impatient.read(handle -> handle.execute("select 1")))
                    .isInstanceOf(StorageUnavailable.class);

            hold.countDown();
            for (Future<Boolean> future : busy) {
                assertThat(future.get()).isTrue();
            }
        }
    }

    private static boolean waitFor(CountDownLatch held, CountDownLatch hold) {
        held.countDown();
        try {
            hold.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void write_deadlock_isDoneAgain() throws Exception {
        Link one = create(draft());
        Link two = create(draft());
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        AtomicInteger runs = new AtomicInteger();
        try (PostgresDatabase engine =
                        new PostgresDatabase(url(), StorageOptions.DEFAULT.withTimeLimit(Duration.ofSeconds(20)));
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> there = executor.submit(() -> lockBoth(engine, one, two, bothHoldOne, runs));
            Future<?> back = executor.submit(() -> lockBoth(engine, two, one, bothHoldOne, runs));
            there.get();
            back.get();
        }
        assertThat(runs).hasValueGreaterThanOrEqualTo(3);
        assertThat(database.number("select count(*) from link where note = 'locked' and workspace = " + workspace))
                .isEqualTo(2);
    }

    private static int lockBoth(Database engine, Link first, Link second, CyclicBarrier barrier, AtomicInteger runs) {
        return engine.write(Lane.LINKS, handle -> {
            lock(handle, first);
            if (runs.incrementAndGet() <= 2) {
                try {
                    barrier.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            return lock(handle, second);
        });
    }

    private static int lock(Handle handle, Link link) {
        return handle.execute("update link set note = 'locked' where number = ?", link.number());
    }

    @Test
    void write_serverThatOnlyReads_isUnavailableWhileReadsGoOn() {
        Link link = create(draft());
        database.execute("alter database " + url().database() + " set default_transaction_read_only = on");
        try (SqlStorage standby = SqlStorage.open(url(), IMPATIENT)) {
            assertThatThrownBy(() -> standby.links().create(List.of(draft()))).isInstanceOf(StorageUnavailable.class);
            assertThat(standby.links().find(workspace, link.id())).contains(link);
        } finally {
            server.execute(
                    url("postgres"), "alter database " + url().database() + " reset default_transaction_read_only");
        }
    }

    @Test
    void since_aCursorOfBeforeAPromotion_isLostAtOnceAndOnce() {
        Cursor before = storage.changes().end();
        server.promote(url());
        try (SqlStorage promoted = SqlStorage.open(url(), StorageOptions.DEFAULT)) {
            Batch batch = promoted.changes().since(before);
            assertThat(batch.lost()).isTrue();

            database.execute("checkpoint");
            assertThat(promoted.changes().since(batch.next()).lost()).isFalse();
        }
    }

    @Test
    void anyMethod_connectionsCutByTheServer_soonAnswersAgain() {
        try (SqlStorage impatient = SqlStorage.open(url(), IMPATIENT)) {
            assertThat(impatient.isMigrated()).isTrue();
            database.execute("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where application_name = 'terse' and pid <> pg_backend_pid()""");

            answersAgain(impatient);
            assertThat(impatient.links().create(List.of(draft()))).hasSize(1);
        }
    }

    @Test
    void anyMethod_afterClose_isUnavailable() {
        SqlStorage closed = SqlStorage.open(database.url(), IMPATIENT);
        closed.close();

        assertThatThrownBy(closed::status).isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(() -> closed.links().create(List.of(draft()))).isInstanceOf(StorageUnavailable.class);
    }
}
