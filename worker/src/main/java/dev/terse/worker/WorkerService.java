package dev.terse.worker;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.terse.Storage;
import dev.terse.click.VisitorKeys;
import dev.terse.code.CodeFactory;
import dev.terse.judge.GeoFile;
import dev.terse.judge.Judge;
import dev.terse.stats.Stats;
import dev.terse.store.Retention;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: runs the background tasks of an installation, which it shares with as many other workers as there are. A
 * task is run by one of them at a time; a task whose worker has died is taken over by another.
 *
 * <p>A store that can't answer stops nothing: the tasks wait for it and go on when it is back.
 */
public final class WorkerService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerService.class);

    /** The counting of clicks has one nearly all the time. */
    private static final int THREADS = 3;

    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration LOOK_AT_GAUGES = Duration.ofSeconds(5);

    /** By then the clicks of a day have nearly all come. Its hours are kept beside it for {@link Stats#HOURS_KEPT}. */
    public static final Duration FOLD_AFTER = Duration.ofDays(1);

    /** By then the clicks of an hour have nearly all come, and their pieces are worth merging. */
    private static final Duration KEEP_PIECES = Duration.ofHours(2);

    private final List<WorkerTask> tasks;
    private final List<Runnable> gauges;
    private final ExecutorService tallying;
    private final InstantSource clock;
    private final PatientDataSource source;
    private final ScheduledExecutorService housekeeper;
    private final Scheduler scheduler;
    private boolean closed;

    /**
     * A worker that does nothing until it is started. All that it is given outlives it.
     *
     * @param schedule connections to the database that holds the table {@code scheduled_tasks}; each is held for one
     *     statement, and few at a time
     * @throws dev.terse.judge.GeoFileUnusable where there is a file of places that can't be read
     */
    public WorkerService(
            DataSource schedule,
            Engine engine,
            Storage storage,
            CodeFactory factory,
            WorkerSettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        this(schedule, engine, storage, factory, settings, clock, meters, tallyingThread());
    }

    private WorkerService(
            DataSource schedule,
            Engine engine,
            Storage storage,
            CodeFactory factory,
            WorkerSettings settings,
            InstantSource clock,
            MeterRegistry meters,
            ExecutorService tallying) {
        this(
                schedule,
                engine,
                tasks(engine, storage, factory, settings, clock, meters, tallying),
                List.of(
                        new CodeGauges(storage.codeBlocks(), meters),
                        new ClickGauges(storage.clickInbox(), clock, meters)),
                new Outcomes(storage.tasks(), clock, meters),
                settings.pace(),
                clock,
                tallying);
    }

    WorkerService(
            DataSource schedule,
            Engine engine,
            List<WorkerTask> tasks,
            List<Runnable> gauges,
            Outcomes outcomes,
            WorkerSettings.Pace pace,
            InstantSource clock,
            ExecutorService tallying) {
        this.tasks = List.copyOf(tasks);
        this.gauges = List.copyOf(gauges);
        this.tallying = tallying;
        this.clock = clock;
        this.source = new PatientDataSource(schedule, pace.polling());
        this.housekeeper = Executors.newScheduledThreadPool(
                4, Thread.ofPlatform().name("terse-worker-housekeeper-", 0).factory());
        this.scheduler = engine.applyTo(Scheduler.create(
                        source,
                        this.tasks.stream()
                                .<Task<?>>map(task -> recurring(task, pace))
                                .toList()))
                .threads(THREADS)
                .executorService(Executors.newFixedThreadPool(
                        THREADS,
                        Thread.ofPlatform()
                                .name("terse-worker-", 0)
                                .uncaughtExceptionHandler((_, failure) -> log.warn(
                                        "A due task could not be taken; it is tried again. {}", failure.toString()))
                                .factory()))
                .dueExecutor(Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("terse-worker-due").factory()))
                .housekeeperExecutor(housekeeper)
                .pollingInterval(pace.polling())
                .heartbeatInterval(pace.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(pace.stopLimit())
                .commitWhenAutocommitDisabled(true)
                .failureLogging(LogLevel.OFF, false)
                .addSchedulerListener(outcomes)
                .clock(clock::instant)
                .build();
    }

    /** The thread that adds up clicks while another one has the last ones stored. It ends with the worker. */
    static ExecutorService tallyingThread() {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("terse-worker-tally").factory());
    }

    private static List<WorkerTask> tasks(
            Engine engine,
            Storage storage,
            CodeFactory factory,
            WorkerSettings settings,
            InstantSource clock,
            MeterRegistry meters,
            ExecutorService tallying) {
        Path geoFile = settings.geoFile();
        Judge judge = new Judge(geoFile == null ? null : GeoFile.open(geoFile, clock), System::nanoTime);
        ClickTally tally = new ClickTally(judge, storage.stats()::domainsOf, clock);
        List<WorkerTask> tasks = new ArrayList<>();
        tasks.add(new ClickCounter(
                storage.clickInbox(),
                storage.stats(),
                tally,
                tallying,
                engine.clickTransaction(),
                System::nanoTime,
                meters));
        tasks.add(new RankLinks(storage.stats()));
        tasks.add(new FillCodePool(storage.codeBlocks(), factory, settings.blocksReady()));
        tasks.addAll(retentionTasks(storage.retention(), settings, clock));
        tasks.addAll(clickTasks(storage.stats(), storage.visitorKeys(), settings, clock));
        return tasks;
    }

    static List<WorkerTask> clickTasks(Stats stats, VisitorKeys keys, WorkerSettings settings, InstantSource clock) {
        Duration often = Duration.ofMinutes(5);
        Duration seldom = Duration.ofMinutes(10);
        return List.of(
                new Repeated(
                        "fold-hours",
                        seldom,
                        FOLD_AFTER,
                        clock,
                        (limit, _) -> stats.foldHoursBefore(limit.truncatedTo(ChronoUnit.DAYS))),
                new Repeated(
                        "compact-clicks",
                        often,
                        KEEP_PIECES,
                        clock,
                        (limit, _) -> stats.compactClicksBefore(limit.truncatedTo(ChronoUnit.HOURS))),
                new Repeated(
                        "prune-clicks",
                        seldom,
                        settings.keepClicks(),
                        clock,
                        (limit, _) -> stats.pruneClicksBefore(limit)),
                new Repeated(
                        "destroy-visitor-keys",
                        seldom,
                        Duration.ofDays(1),
                        clock,
                        (yesterday, _) -> keys.destroyBefore(LocalDate.ofInstant(yesterday, ZoneOffset.UTC))));
    }

    static List<WorkerTask> retentionTasks(Retention retention, WorkerSettings settings, InstantSource clock) {
        Duration often = Duration.ofMinutes(5);
        Duration seldom = Duration.ofMinutes(10);
        List<WorkerTask> tasks = new ArrayList<>();
        tasks.add(new Repeated(
                "erase-deleted-links",
                seldom,
                settings.keepDeleted(),
                clock,
                (limit, _) -> retention.eraseLinksDeletedBefore(limit)));
        tasks.add(new Repeated(
                "prune-idempotency",
                seldom,
                settings.keepIdempotency(),
                clock,
                (limit, _) -> retention.pruneIdempotencyBefore(limit)));
        tasks.add(new Repeated(
                "prune-changes",
                often,
                settings.keepChanges(),
                clock,
                (limit, _) -> retention.pruneChangesBefore(limit)));
        Duration keepExpired = settings.keepExpired();
        if (keepExpired != null) {
            tasks.add(new Repeated(
                    "delete-expired-links", seldom, keepExpired, clock, retention::deleteLinksExpiredBefore));
        }
        return tasks;
    }

    private static RecurringTask<Void> recurring(WorkerTask task, WorkerSettings.Pace pace) {
        return com.github.kagkarlsson.scheduler.task.helper.Tasks.recurring(task.name(), FixedDelay.of(task.interval()))
                .onFailure((run, next) -> next.reschedule(
                        run, run.getTimeDone().plus(pace.retryAfter(run.getExecution().consecutiveFailures + 1))))
                .onDeadExecution((run, next) -> next.reschedule(run, run.getTimeDone()))
                .execute((_, context) -> task.run(() -> mayGoOn(context)));
    }

    private static boolean mayGoOn(ExecutionContext context) {
        return !context.getSchedulerState().isShuttingDown()
                && !context.getCurrentlyExecuting().getHeartbeatState().hasStaleHeartbeat();
    }

    /** Starts working, and returns without waiting for the store. Every task that no worker runs at the moment is due. */
    public void start() {
        scheduler.start();
        housekeeper.execute(this::makeTasksDue);
        gauges.forEach(gauge -> {
            var _ = housekeeper.scheduleWithFixedDelay(gauge, 0, LOOK_AT_GAUGES.toSeconds(), TimeUnit.SECONDS);
        });
    }

    private void makeTasksDue() {
        try {
            Instant now = clock.instant();
            tasks.forEach(task -> makeDue(new TaskInstance<Void>(task.name(), RecurringTask.INSTANCE), now));
            scheduler.triggerCheckForDueExecutions();
        } catch (RuntimeException failure) {
            log.debug("Tasks could not be scheduled; this is tried again.", failure);
            var _ = housekeeper.schedule(this::makeTasksDue, 1, TimeUnit.SECONDS);
        }
    }

    private void makeDue(TaskInstance<Void> task, Instant now) {
        if (scheduler.scheduleIfNotExists(task, now)) {
            return;
        }
        try {
            scheduler.reschedule(task, now);
        } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException runs) {
            log.debug("Task {} is run by another worker.", task.getTaskName(), runs);
        }
    }

    /**
     * Takes no more tasks, lets the running ones finish their piece within the limit, and interrupts what is left. What
     * was interrupted is taken over by another worker or at the next start.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        source.waitNoMore();
        scheduler.stop();
        tallying.shutdownNow();
    }
}
