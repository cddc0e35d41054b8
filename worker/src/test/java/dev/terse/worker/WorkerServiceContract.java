package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.terse.Storage;
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeFactory;
import dev.terse.store.StorageUnavailable;
import dev.terse.task.TaskStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What every engine has to give: tasks run on time, by one worker at a time, through failures and outages. */
abstract class WorkerServiceContract {
    private static final WorkerSettings.Pace FAST = new WorkerSettings.Pace(
            Duration.ofMillis(50),
            Duration.ofMillis(250),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    private static final Duration OFTEN = Duration.ofMillis(20);

    private final MemoryTasks outcomes = new MemoryTasks();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<WorkerService> workers = new ArrayList<>();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    abstract Engine engine();

    /** Migrated, and nothing in it yet. */
    abstract Storage storage();

    /** Connections to the storage's database. */
    abstract DataSource source();

    /** Makes the engine refuse all connections. */
    abstract void takeDown();

    abstract void bringBack();

    @BeforeEach
    void listenToLog() {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
    }

    /** Workers are closed before their storage is. */
    final void closeWorkers() {
        workers.forEach(WorkerService::close);
    }

    @Test
    void start_emptyPool_isFilledAtOnce() {
        CodeBlocks blocks = storage().codeBlocks();
        whole(3).start();

        await().atMost(Duration.ofSeconds(2)).until(() -> blocks.pool().blocksReady() > 0);
        await().atMost(Duration.ofSeconds(5)).until(() -> blocks.pool().blocksReady() == 3);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> meters.get("terse.code.blocks.ready").gauge().value() == 3);
        assertThat(meters.get("terse.codes.ready").gauge().value())
                .isEqualTo((double) blocks.pool().codesReady());
    }

    @Test
    void start_blockIsTaken_poolIsRefilled() {
        CodeBlocks blocks = storage().codeBlocks();
        whole(3).start();
        await().until(() -> blocks.pool().blocksReady() == 3);

        assertThat(blocks.take()).isPresent();
        assertThat(blocks.take()).isPresent();

        await().atMost(Duration.ofSeconds(6)).until(() -> blocks.pool().blocksReady() == 3);
    }

    @Test
    void run_twoWorkers_neverOverlap() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<String> ranBy = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        for (String worker : List.of("one", "two")) {
            worker(new TestTask("alone", OFTEN, _ -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        ranBy.add(worker);
                        LockSupport.parkNanos(5_000_000);
                        runs.incrementAndGet();
                        atOnce.decrementAndGet();
                    }))
                    .start();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> runs.get() >= 30 && ranBy.size() == 2);
        assertThat(most).hasValue(1);
        assertThat(outcomes.outcomes("alone")).allMatch(outcome -> outcome.error() == null);
    }

    @Test
    void run_failingTask_isTriedAgainAfterGrowingPauses() {
        TestTask task = new TestTask("failing", OFTEN, _ -> {
            throw new IllegalStateException("the moon is full\n\tat the second line");
        });
        worker(task).start();

        await().atMost(Duration.ofSeconds(20)).until(() -> task.starts().size() >= 5);
        List<Duration> pauses = new ArrayList<>();
        for (int i = 1; i < 5; i++) {
            pauses.add(Duration.between(task.starts().get(i - 1), task.starts().get(i)));
        }
        assertThat(pauses.get(0)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(pauses.get(1)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(pauses.get(2)).isGreaterThanOrEqualTo(Duration.ofMillis(800));
        assertThat(pauses.get(3)).isGreaterThanOrEqualTo(Duration.ofMillis(1_600));
        assertThat(outcomes.outcomes("failing"))
                .isNotEmpty()
                .allMatch(outcome -> "the moon is full".equals(outcome.error()));
    }

    @Test
    void run_failingTask_isSeenFromAnyProcess() {
        AtomicBoolean failing = new AtomicBoolean(true);
        Outcomes listener = new Outcomes(storage().tasks(), InstantSource.system(), meters);
        TestTask task = new TestTask("watched", Duration.ofHours(1), _ -> {
            if (failing.get()) {
                throw new IllegalStateException("the moon is full");
            }
        });
        worker(source(), task, listener).start();

        await().until(() -> status().failures() >= 2 && status().lastError() != null);
        assertThat(status().lastError()).isEqualTo("the moon is full");
        assertThat(status().lastSuccess()).isNull();
        assertThat(status().lastFailure()).isBetween(Instant.now().minusSeconds(30), Instant.now());

        failing.set(false);

        await().until(() -> status().lastSuccess() != null && status().lastError() == null);
        assertThat(status().failures()).isZero();
        assertThat(status().nextRun()).isAfter(Instant.now().plusSeconds(3_000));
        assertThat(status().running()).isFalse();
    }

    private TaskStatus status() {
        return storage().tasks().all().stream()
                .filter(status -> status.name().equals("watched"))
                .findFirst()
                .orElse(new TaskStatus("watched", null, null, null, null, 0, null, false));
    }

    @Test
    void start_allTasks_runAndSucceed() {
        whole(3).start();

        await().untilAsserted(() -> assertThat(storage().tasks().all())
                .hasSize(10)
                .allMatch(task -> task.name().equals("count-clicks")
                        ? task.running() && task.failures() == 0
                        : task.lastSuccess() != null && task.failures() == 0 && !task.running()));
        assertThat(storage().tasks().all().stream().map(TaskStatus::name))
                .containsExactly(
                        "compact-clicks",
                        "count-clicks",
                        "destroy-visitor-keys",
                        "erase-deleted-links",
                        "fill-code-pool",
                        "fold-hours",
                        "prune-changes",
                        "prune-clicks",
                        "prune-idempotency",
                        "rank-links");
    }

    @Test
    void run_taskRecovers_goesBackToItsInterval() {
        AtomicInteger runs = new AtomicInteger();
        TestTask task = new TestTask("recovering", OFTEN, _ -> {
            if (runs.incrementAndGet() <= 2) {
                throw new IllegalStateException("not yet");
            }
        });
        worker(task).start();

        await().atMost(Duration.ofSeconds(10)).until(() -> runs.get() >= 6);
        assertThat(outcomes.outcomes("recovering").stream().map(MemoryTasks.Outcome::error))
                .startsWith("not yet", "not yet", null, null);
    }

    @Test
    void run_storeGoesDownAndComesBack_goesOnWithFewWords() {
        AtomicBoolean down = new AtomicBoolean();
        TestTask task = new TestTask("enduring", OFTEN, _ -> {
            if (down.get()) {
                throw new StorageUnavailable("down");
            }
        });
        worker(task).start();
        await().until(() -> task.starts().size() >= 3);

        logged.list.clear();
        takeDown();
        down.set(true);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(6)).until(() -> loud().size() <= 6);
        int before = task.starts().size();
        bringBack();
        down.set(false);

        await().atMost(Duration.ofSeconds(15)).until(() -> task.starts().size() >= before + 3);
        assertThat(loud()).hasSizeLessThanOrEqualTo(6);
        assertThat(outages()).isEqualTo(1);
    }

    @Test
    void start_storeIsDown_beginsWhenItIsBack() {
        TestTask task = new TestTask("late", OFTEN, _ -> {});
        takeDown();
        worker(task).start();
        await().until(() -> outages() == 1);
        assertThat(task.starts()).isEmpty();

        bringBack();

        await().atMost(Duration.ofSeconds(10)).until(() -> task.starts().size() >= 2);
    }

    @Test
    void close_storeIsDown_returnsInTime() {
        WorkerService worker = worker(new TestTask("idle", OFTEN, _ -> {}));
        worker.start();
        takeDown();
        try {
            await().until(() -> outages() > 0);
            Instant start = Instant.now();
            worker.close();
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        } finally {
            bringBack();
        }
    }

    @Test
    void run_workerIsCutOff_anotherTakesOver() throws InterruptedException {
        SwitchedDataSource cut = new SwitchedDataSource(source());
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        worker(cut, new TestTask("handed-over", OFTEN, mayGoOn -> {
                    started.countDown();
                    untilFalse(mayGoOn);
                    over.set(true);
                }))
                .start();
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicBoolean overlapped = new AtomicBoolean();
        TestTask other = new TestTask("handed-over", OFTEN, _ -> overlapped.compareAndSet(false, !over.get()));
        worker(other).start();

        await("while the first worker has a heartbeat")
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .until(() -> other.starts().isEmpty());
        cut.off();

        await().atMost(Duration.ofSeconds(10)).until(() -> !other.starts().isEmpty());
        assertThat(overlapped).isFalse();
        assertThat(outcomes.outcomes("handed-over").getFirst().error())
                .isEqualTo("the worker that ran it has gone silent");
    }

    @Test
    void start_taskPausesAfterFailures_isDueAtOnce() {
        AtomicBoolean failing = new AtomicBoolean(true);
        TestTask task = new TestTask("restarted", Duration.ofHours(1), _ -> {
            if (failing.get()) {
                throw new IllegalStateException("failing");
            }
        });
        WorkerService first = worker(task);
        first.start();
        await().until(() -> outcomes.outcomes("restarted").size() == 2);
        failing.set(false);
        await().until(() -> outcomes.outcomes("restarted").size() == 3);
        first.close();

        worker(task).start();

        await().atMost(Duration.ofSeconds(3)).until(() -> task.starts().size() == 4);
    }

    @Test
    void close_runningTask_endsItsPieceAndIsNoFailure() {
        CountDownLatch started = new CountDownLatch(1);
        WorkerService worker = worker(new TestTask("long", OFTEN, mayGoOn -> {
            started.countDown();
            untilFalse(mayGoOn);
        }));
        worker.start();
        await().until(() -> started.getCount() == 0);

        worker.close();

        assertThat(outcomes.outcomes("long").stream().map(MemoryTasks.Outcome::error))
                .containsExactly((String) null);
    }

    @Test
    void close_stuckTask_isInterrupted() {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        WorkerService worker = worker(new TestTask("stuck", OFTEN, _ -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        }));
        worker.start();
        await().until(() -> started.getCount() == 0);

        worker.close();

        assertThat(interrupted).isTrue();
    }

    private WorkerService worker(TestTask task) {
        return worker(source(), task);
    }

    private WorkerService worker(DataSource source, TestTask task) {
        return worker(source, task, new Outcomes(outcomes, InstantSource.system(), meters));
    }

    private WorkerService worker(DataSource source, TestTask task, Outcomes listener) {
        WorkerService worker = new WorkerService(
                source,
                engine(),
                List.of(task),
                List.of(),
                listener,
                FAST,
                InstantSource.system(),
                WorkerService.tallyingThread());
        workers.add(worker);
        return worker;
    }

    private WorkerService whole(int blocksReady) {
        WorkerSettings preset = WorkerSettings.DEFAULT;
        WorkerSettings settings = new WorkerSettings(
                blocksReady,
                preset.keepDeleted(),
                preset.keepExpired(),
                preset.keepIdempotency(),
                preset.keepChanges(),
                preset.keepClicks(),
                preset.geoFile(),
                preset.pace());
        WorkerService worker = new WorkerService(
                source(),
                engine(),
                storage(),
                new CodeFactory(storage().installation().secret(), storage().codeBlocks()),
                settings,
                InstantSource.system(),
                meters);
        workers.add(worker);
        return worker;
    }

    private static void untilFalse(BooleanSupplier mayGoOn) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .until(() -> !mayGoOn.getAsBoolean());
    }

    private List<ILoggingEvent> loud() {
        return List.copyOf(logged.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .filter(event -> !event.getLoggerName().startsWith("com.zaxxer"))
                .toList();
    }

    private long outages() {
        return loud().stream()
                .filter(event -> event.getFormattedMessage().startsWith("The store can't answer"))
                .count();
    }
}
