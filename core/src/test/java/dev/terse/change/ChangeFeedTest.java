package dev.terse.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.code.Code;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

@Timeout(60)
class ChangeFeedTest {
    private static final Change LINK = new Change.OfLink(1, new Code("aB3dE9x"));
    private static final Change OTHER_LINK = new Change.OfLink(2, new Code("spring-sale"));
    private static final Change KEY = new Change.OfKey("k1");
    private static final String FORGET_ALL = "forget all";

    /** Longer than any test: the thread never reads, the test does. */
    private static final Duration BY_HAND = Duration.ofDays(1);

    private final MemoryChanges changes = new MemoryChanges();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Listener listener = new Listener();
    private final Log log = new Log();
    private ChangeFeed feed = feed(BY_HAND, listener);

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void start_whatWasWrittenBefore_isNotTold() {
        changes.write(LINK);
        feed.start();
        changes.write(KEY);

        feed.poll();

        assertThat(listener.heard).containsExactly(KEY);
    }

    @Test
    void start_again_isRefused() {
        feed.start();

        assertThatThrownBy(feed::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void poll_changes_areToldInOrderAndOnce() {
        feed.start();
        changes.write(LINK);
        changes.write(OTHER_LINK);
        feed.poll();
        feed.poll();
        changes.write(KEY);
        feed.poll();

        assertThat(listener.heard).containsExactly(LINK, OTHER_LINK, KEY);
    }

    @Test
    void poll_cursorLost_forgetsAllAndGoesOnFromThere() {
        feed.start();
        changes.write(LINK);
        changes.lose();
        feed.poll();
        changes.write(KEY);
        feed.poll();

        assertThat(listener.heard).containsExactly(FORGET_ALL, KEY);
    }

    @Test
    void poll_storeDown_keepsWhatIsHeldAndCatchesUpLater() {
        feed.start();
        changes.down(new StorageUnavailable("down"));
        changes.write(LINK);
        feed.poll();
        feed.poll();
        assertThat(listener.heard).isEmpty();

        changes.up();
        feed.poll();
        assertThat(listener.heard).containsExactly(LINK);
    }

    @Test
    void poll_storeDownTwice_isLoggedOnceEachTimeAndSoIsItsReturn() {
        feed.start();
        for (int i = 0; i < 2; i++) {
            changes.down(new StorageUnavailable("down"));
            feed.poll();
            feed.poll();
            feed.poll();
            changes.up();
            feed.poll();
            feed.poll();
        }

        assertThat(log.levels).containsExactly(Level.WARN, Level.INFO, Level.WARN, Level.INFO);
    }

    @Test
    void poll_storeBroken_isLoggedAsAnErrorAndReadOn() {
        feed.start();
        changes.down(new IllegalStateException("broken"));
        feed.poll();
        feed.poll();
        changes.up();
        changes.write(LINK);
        feed.poll();

        assertThat(log.levels).containsExactly(Level.ERROR, Level.INFO);
        assertThat(listener.heard).containsExactly(LINK);
    }

    @Test
    void poll_storeDownAtTheStart_forgetsAllWhenItFirstAnswers() {
        changes.down(new StorageUnavailable("down"));
        feed.start();
        feed.poll();
        changes.write(LINK);
        assertThat(listener.heard).isEmpty();

        changes.up();
        feed.poll();
        changes.write(KEY);
        feed.poll();

        assertThat(listener.heard).containsExactly(FORGET_ALL, KEY);
        assertThat(log.levels).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void poll_changeBetweenTheEndAndTheForgetting_isToldAfterIt() {
        changes.down(new StorageUnavailable("down"));
        feed.start();
        changes.up();
        listener.onForgetAll = () -> changes.write(LINK);

        feed.poll();
        feed.poll();

        assertThat(listener.heard).containsExactly(FORGET_ALL, LINK);
    }

    @Test
    void poll_listenerThrows_othersHearAndTheFeedMovesOn() {
        Listener last = new Listener();
        feed = feed(
                BY_HAND,
                new Listener(new IllegalStateException("broken")),
                new Listener(new StackOverflowError()),
                last);
        feed.start();
        changes.write(LINK);
        feed.poll();
        changes.lose();
        feed.poll();
        feed.tell(KEY);

        assertThat(last.heard).containsExactly(LINK, FORGET_ALL, KEY);
        assertThat(log.levels.stream().filter(Level.ERROR::equals)).hasSize(6);
    }

    @Test
    void tell_change_isHeardAtOnceInTheCallersThread() {
        feed.tell(LINK);

        assertThat(listener.heard).containsExactly(LINK);
        assertThat(listener.threads).containsExactly(Thread.currentThread());
    }

    @Test
    void age_isTheTimeSinceTheLastReadingThatSucceededBegan() {
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(feed.age()).isEqualTo(Duration.ofSeconds(3));

        feed.start();
        assertThat(feed.age()).isZero();

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        changes.down(new StorageUnavailable("down"));
        feed.poll();
        assertThat(feed.age()).isEqualTo(Duration.ofSeconds(2));

        changes.up();
        changes.whileRead = () -> nanos.addAndGet(Duration.ofMillis(40).toNanos());
        feed.poll();
        assertThat(feed.age()).isEqualTo(Duration.ofMillis(40));
    }

    @Test
    void thread_readsEachIntervalThroughFailuresUntilClosed() throws InterruptedException {
        feed = feed(Duration.ofMillis(1), listener);
        feed.start();
        changes.write(LINK);
        assertThat(listener.next()).isEqualTo(LINK);

        changes.down(new StorageUnavailable("down"));
        changes.awaitReading();
        changes.awaitReading();
        changes.write(OTHER_LINK);
        changes.up();
        assertThat(listener.next()).isEqualTo(OTHER_LINK);
        assertThat(listener.threads).allMatch(Thread::isDaemon).doesNotContain(Thread.currentThread());

        feed.close();
        assertThat(listener.threads).noneMatch(Thread::isAlive);
    }

    @Test
    void close_readingUnderWay_isWaitedForNoLongerThanTheLimit() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        feed = feed(Duration.ofMillis(1), listener);
        changes.whileRead = () -> {
            reading.countDown();
            await(answer);
            answered.countDown();
        };
        feed.start();
        changes.write(LINK);
        reading.await();

        feed.close(Duration.ofMillis(10));
        assertThat(answered.getCount()).isOne();

        answer.countDown();
        feed.close();
        assertThat(answered.getCount()).isZero();
        assertThat(listener.heard).as("after the close").isEmpty();
    }

    @Test
    void close_neverStarted_isFine() {
        feed.close();

        assertThat(changes.readings()).isZero();
    }

    private ChangeFeed feed(Duration interval, Listener... listeners) {
        return new ChangeFeed(changes, interval, nanos::get, List.of(listeners), log);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes down what it hears, and then throws where it was made with a failure. */
    private static final class Listener implements ChangeListener {
        final List<Object> heard = Collections.synchronizedList(new ArrayList<>());
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        private final BlockingQueue<Object> unread = new LinkedBlockingQueue<>();
        private final List<Throwable> failure;
        Runnable onForgetAll = () -> {};

        Listener(Throwable... failure) {
            this.failure = List.of(failure);
        }

        @Override
        public void changed(Change change) {
            hear(change);
        }

        @Override
        public void forgetAll() {
            onForgetAll.run();
            hear(FORGET_ALL);
        }

        Object next() throws InterruptedException {
            return unread.take();
        }

        private void hear(Object what) {
            heard.add(what);
            threads.add(Thread.currentThread());
            unread.add(what);
            for (Throwable thrown : failure) {
                switch (thrown) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new AssertionError(thrown);
                }
            }
        }
    }

    /** A feed in memory; a cursor is how many changes were written before it. */
    private static final class MemoryChanges implements Changes {
        private final List<Change> written = new ArrayList<>();
        private final List<RuntimeException> failure = new ArrayList<>();
        private boolean lost;
        private int readings;
        volatile Runnable whileRead = () -> {};

        synchronized void write(Change change) {
            written.add(change);
        }

        synchronized void lose() {
            lost = true;
        }

        synchronized void down(RuntimeException with) {
            failure.add(with);
        }

        synchronized void up() {
            failure.clear();
        }

        synchronized int readings() {
            return readings;
        }

        /** Returns when a reading has begun after this call. */
        synchronized void awaitReading() throws InterruptedException {
            int before = readings;
            while (readings == before) {
                TimeUnit.SECONDS.timedWait(this, 10);
            }
        }

        @Override
        public Cursor end() {
            return read(0).next();
        }

        @Override
        public Batch since(Cursor cursor) {
            whileRead.run();
            return read(Integer.parseInt(cursor.value()));
        }

        private synchronized Batch read(int from) {
            readings++;
            notifyAll();
            for (RuntimeException e : failure) {
                throw e;
            }
            boolean wasLost = lost;
            lost = false;
            Cursor next = new Cursor(Integer.toString(written.size()));
            return new Batch(wasLost ? List.of() : written.subList(from, written.size()), next, wasLost);
        }
    }

    /** Keeps the level of everything that is logged. */
    private static final class Log extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;
        final transient List<Level> levels = Collections.synchronizedList(new ArrayList<>());

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable throwable) {
            levels.add(level);
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return Log.class.getName();
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
