package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terse.link.LinkQuery;
import dev.terse.link.LinkState;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches that take long, and what remains for others. */
@Timeout(60)
class LinkListTest {
    private static final LinkQuery TEXT = query("text", null);
    private static final LinkQuery STATE = query(null, LinkState.ACTIVE);
    private static final LinkQuery PLAIN = query(null, null);

    private final SlowDatabase database = new SlowDatabase();

    private static LinkQuery query(@Nullable String text, @Nullable LinkState state) {
        return new LinkQuery(text, null, null, state, LinkQuery.Sort.CREATED, Instant.EPOCH, 10, null);
    }

    private LinkList list(int connections, Duration timeLimit) {
        return new LinkList(
                database, StorageOptions.DEFAULT.withConnections(connections).withTimeLimit(timeLimit));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "8, 2", "100, 2"})
    void page_moreSearchesThanMayRun_refusesThemWhileOtherListsGoOn(int connections, int searches) throws Exception {
        LinkList list = list(connections, Duration.ofMillis(100));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < searches; i++) {
                LinkQuery search = i == 0 ? TEXT : STATE;
                running.add(executor.submit(() -> list.page(1, search)));
            }
            try {
                await().until(() -> database.reads.get() == searches);

                assertThatThrownBy(() -> list.page(1, TEXT)).isInstanceOf(StorageUnavailable.class);
                assertThatThrownBy(() -> list.page(1, STATE)).isInstanceOf(StorageUnavailable.class);
                assertThat(database.reads).hasValue(searches);
                Future<?> plain = executor.submit(() -> list.page(1, PLAIN));
                await().until(() -> database.reads.get() == searches + 1);
                running.add(plain);
            } finally {
                database.end.countDown();
            }
            for (Future<?> page : running) {
                page.get();
            }
            assertThat(list.page(1, TEXT).links()).isEmpty();
        }
    }

    @Test
    void page_searchThatFails_makesRoomForTheNext() {
        LinkList list = list(2, Duration.ofMillis(100));
        database.end.countDown();
        database.failure = new StorageUnavailable("down");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> list.page(1, TEXT)).hasMessage("down");
        }

        database.failure = null;
        assertThat(list.page(1, TEXT).links()).isEmpty();
    }

    /** Counts what is read, and answers when it is told to: there is nothing. */
    private static final class SlowDatabase implements Database {
        final AtomicInteger reads = new AtomicInteger();
        final CountDownLatch end = new CountDownLatch(1);
        volatile @Nullable StorageUnavailable failure;

        @Override
        public Dialect dialect() {
            return Dialect.SQLITE;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T read(Function<Handle, T> work) {
            reads.incrementAndGet();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            StorageUnavailable thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return (T) List.of();
        }

        @Override
        public <T> T write(Lane lane, Function<Handle, T> work, Predicate<? super T> commits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DataSource writer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public DataSource migrator() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int writers() {
            return 1;
        }

        @Override
        public void close() {}
    }
}
