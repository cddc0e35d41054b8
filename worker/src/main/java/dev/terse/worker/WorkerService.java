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
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeFactory;
import dev.terse.store.Retention;
import dev.terse.task.Tasks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

    private static final int THREADS = 2;
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration LOOK_AT_CODES = Duration.ofSeconds(5);

    private final List<WorkerTask> tasks;
    private final Runnable gauges;
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
     */
    public WorkerService(
            DataSource schedule,
            Engine engine,
            CodeBlocks blocks,
            CodeFactory factory,
            Retention retention,
            Tasks outcomes,
            WorkerSettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        this(
                schedule,
                engine,
                tasks(blocks, factory, retention, settings, clock),
                new CodeGauges(blocks, meters),
                new Outcomes(outcomes, clock, meters),
                settings.pace(),
                clock);
    }

    WorkerService(
            DataSource schedule,
            Engine engine,
            List<WorkerTask> tasks,
            Runnable gauges,
            Outcomes outcomes,
            WorkerSettings.Pace pace,
            InstantSource clock) {
        this.tasks = List.copyOf(tasks);
        this.gauges = gauges;
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

    private static List<WorkerTask> tasks(
            CodeBlocks blocks, CodeFactory factory, Retention retention, WorkerSettings settings, InstantSource clock) {
        List<WorkerTask> tasks = new ArrayList<>();
        tasks.add(new FillCodePool(blocks, factory, settings.blocksReady()));
        tasks.addAll(retentionTasks(retention, settings, clock));
        return tasks;
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
        var _ = housekeeper.scheduleWithFixedDelay(gauges, 0, LOOK_AT_CODES.toSeconds(), TimeUnit.SECONDS);
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
    }
}
