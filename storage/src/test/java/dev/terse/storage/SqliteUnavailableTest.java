package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terse.link.Link;
import dev.terse.link.LinkDraft;
import dev.terse.storage.Database.Lane;
import dev.terse.store.StorageUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What SQLite can't answer, and that it can again when the cause is gone. */
@Timeout(60)
class SqliteUnavailableTest extends StorageContract {
    private static final StorageOptions IMPATIENT =
            StorageOptions.DEFAULT.withTimeLimit(Duration.ofMillis(400)).withConnections(1);

    private static final String ENDLESS = """
            with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n""";

    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }

    private Path file() {
        return ((StoreUrl.Sqlite) database.url()).file();
    }

    private static long endless(Handle handle) {
        return handle.createQuery(ENDLESS).mapTo(Long.class).one();
    }

    @Test
    void write_fileLockedByAnotherProcess_isUnavailableWhileReadsGoOn() throws SQLException {
        Link link = create(draft());
        try (SqlStorage impatient = SqlStorage.open(database.url(), IMPATIENT);
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            assertThatThrownBy(() -> impatient.links().create(List.of(draft()))).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(() -> impatient.links().delete(workspace, link.id(), null, NOW))
                    .isInstanceOf(StorageUnavailable.class);
            assertThat(impatient.links().find(workspace, link.id())).contains(link);

            statement.execute("rollback");
            assertThat(impatient.links().create(List.of(draft()))).hasSize(1);
        }
    }

    @Test
    void write_noRoomLeft_isUnavailableUntilThereIs() throws SQLException {
        Link link = create(draft());
        List<LinkDraft> many = Stream.generate(this::draft).limit(5_000).toList();
        setPages("(select page_count + 5 from pragma_page_count)");
        try {
            assertThatThrownBy(() -> storage.links().create(many))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("full");
            assertThatThrownBy(() -> storage.links().createAtomically(many)).isInstanceOf(StorageUnavailable.class);
            assertThat(storage.links().find(workspace, link.id())).contains(link);
        } finally {
            setPages("1000000000");
        }
        assertThat(storage.links().create(List.of(draft()))).hasSize(1);
        assertThat(database.number("select count(*) from link where workspace = " + workspace))
                .isEqualTo(2);
    }

    /** On the connection that writes, which is the one that counts. */
    private void setPages(String count) throws SQLException {
        try (Connection writer = storage.schedulerDataSource().getConnection();
                Statement statement = writer.createStatement()) {
            long pages;
            try (var rows = statement.executeQuery("select " + count)) {
                rows.next();
                pages = rows.getLong(1);
            }
            statement.execute("pragma max_page_count = " + pages);
        }
    }

    @Test
    void read_longerThanTheTimeLimit_isUnavailableAndBrokenOff() {
        try (SqliteDatabase impatient = new SqliteDatabase(file(), IMPATIENT)) {
            assertThatThrownBy(() -> impatient.read(SqliteUnavailableTest::endless))
                    .isInstanceOf(StorageUnavailable.class);

            // The one reader is free again, which it would not be in a lifetime.
            assertThat(impatient.<Integer>read(handle ->
                            handle.createQuery("select 1").mapTo(Integer.class).one()))
                    .isOne();
        }
    }

    @Test
    void write_whileAnotherTakesTooLong_isUnavailableAndNeverDone() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        try (SqliteDatabase impatient = new SqliteDatabase(file(), IMPATIENT);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> slow = executor.submit(() -> impatient.write(Lane.REST, _ -> {
                held.countDown();
                return waitFor(hold);
            }));
            held.await();

            assertThatThrownBy(() -> impatient.write(
                            Lane.LINKS, handle -> handle.execute("insert into workspace (name) values ('never')")))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("busy");

            hold.countDown();
            assertThatThrownBy(slow::get).hasCauseInstanceOf(StorageUnavailable.class);
            impatient.write(Lane.REST, handle -> handle.execute("insert into workspace (name) values ('then')"));
            assertThat(database.number("select count(*) from workspace where name = 'never'"))
                    .isZero();
            assertThat(database.number("select count(*) from workspace where name = 'then'"))
                    .isOne();
        }
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void anyMethod_fileThatIsNoDatabase_isUnavailable(@TempDir Path folder) throws IOException {
        Path garbage = folder.resolve("garbage.db");
        Files.writeString(garbage, "this is no database, whatever its name says\n".repeat(500));
        try (SqlStorage broken = SqlStorage.open(new StoreUrl.Sqlite(garbage), IMPATIENT)) {
            assertThatThrownBy(broken::migrate).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(broken::isMigrated).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(broken::status).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(broken::installation).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(() -> broken.links().create(List.of(draft()))).isInstanceOf(StorageUnavailable.class);
        }
    }

    @Test
    void open_folderThatCannotBeMade_isUnavailable(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> SqlStorage.open(new StoreUrl.Sqlite(file.resolve("terse.db")), IMPATIENT))
                .isInstanceOf(StorageUnavailable.class);
    }

    @Test
    void anyMethod_afterClose_isUnavailable() {
        SqlStorage closed = SqlStorage.open(database.url(), StorageOptions.DEFAULT);
        closed.close();

        assertThatThrownBy(closed::status).isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(() -> closed.links().create(List.of(draft()))).isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(() -> closed.links().delete(workspace, "any", null, NOW))
                .isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(() -> closed.schedulerDataSource().getConnection()).isInstanceOf(SQLException.class);
        assertThatCode(closed::close).doesNotThrowAnyException();
    }

    @Test
    void schedulerDataSource_connectionOut_keepsOtherWritesWaitingUntilItIsBack() throws Exception {
        Link link = create(draft());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> write;
            try (Connection lent = storage.schedulerDataSource().getConnection();
                    Statement statement = lent.createStatement()) {
                lent.setAutoCommit(false);
                statement.execute("update link set note = 'undone' where number = " + link.number());
                write = executor.submit(() -> storage.links().delete(workspace, link.id(), null, NOW));
                assertThat(storage.links().find(workspace, link.id())).contains(link);
                assertThat(write.isDone()).isFalse();
            }
            write.get();
        }
        assertThat(database.number("select count(*) from link where note = 'undone'"))
                .isZero();
        assertThat(storage.links().find(workspace, link.id())).isEmpty();
    }

    @Test
    void schedulerDataSource_connectionKeptTooLong_isTakenBack() throws SQLException {
        try (SqlStorage impatient = SqlStorage.open(database.url(), IMPATIENT)) {
            Connection lent = impatient.schedulerDataSource().getConnection();
            lent.setAutoCommit(false);
            try (Statement statement = lent.createStatement()) {
                statement.execute("insert into workspace (name) values ('kept too long')");
            }

            await().atMost(Duration.ofSeconds(10))
                    .ignoreException(StorageUnavailable.class)
                    .until(() -> {
                        impatient.links().create(List.of(draft()));
                        return true;
                    });

            assertThat(lent.isClosed()).isTrue();
            assertThatThrownBy(lent::createStatement).isInstanceOf(SQLException.class);
            assertThat(database.number("select count(*) from workspace where name = 'kept too long'"))
                    .isZero();
        }
    }
}
