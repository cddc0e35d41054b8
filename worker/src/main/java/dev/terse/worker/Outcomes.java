package dev.terse.worker;

import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import dev.terse.store.StorageUnavailable;
import dev.terse.task.Tasks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people how runs ended: in the store, where any process can show it, in the log and in the metrics. It hears of a
 * run after the next one was scheduled.
 */
final class Outcomes extends AbstractSchedulerListener {
    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

    private final Tasks tasks;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Counter schedulerErrors;

    Outcomes(Tasks tasks, InstantSource clock, MeterRegistry meters) {
        this.tasks = tasks;
        this.clock = clock;
        this.meters = meters;
        this.schedulerErrors = Counter.builder("terse.worker.scheduler.errors")
                .description("Times that the schedule could not be read or written")
                .register(meters);
    }

    @Override
    public void onExecutionComplete(ExecutionComplete run) {
        String name = run.getExecution().getTaskName();
        boolean succeeded = run.getResult() == ExecutionComplete.Result.OK;
        String error = succeeded ? null : errorOf(run.getCause().orElse(null));
        meters.timer("terse.worker.task", "task", name, "outcome", succeeded ? "success" : "failure")
                .record(nonNegative(run.getDuration()));
        if (error != null) {
            logFailure(name, run, error);
        }
        note(name, run.getTimeDone(), error);
    }

    @Override
    public void onExecutionDead(Execution execution) {
        String name = execution.getTaskName();
        log.warn("Task {} is taken over: the worker that ran it has gone silent.", name);
        note(name, clock.instant(), "the worker that ran it has gone silent");
    }

    /** The scheduler logs what it met; this is for those who watch numbers. */
    @Override
    public void onSchedulerEvent(SchedulerEventType type) {
        if (type == SchedulerEventType.UNEXPECTED_ERROR || type == SchedulerEventType.FAILED_HEARTBEAT) {
            schedulerErrors.increment();
        }
    }

    private static void logFailure(String name, ExecutionComplete run, String error) {
        int failures = run.getExecution().consecutiveFailures + 1;
        Throwable cause = run.getCause().orElse(null);
        if (failures == 1 && !(cause instanceof StorageUnavailable)) {
            log.warn("Task {} failed: {}.", name, error, cause);
        } else {
            log.warn("Task {} failed, {} times in a row by now: {}.", name, failures, error);
        }
    }

    private void note(String name, Instant at, @Nullable String error) {
        try {
            tasks.ended(name, at, error);
        } catch (StorageUnavailable unavailable) {
            log.debug("The outcome of task {} could not be noted.", name, unavailable);
        }
    }

    /** What people may read about a failure. Only our own exceptions have messages that were written for them. */
    static String errorOf(@Nullable Throwable cause) {
        return switch (cause) {
            case StorageUnavailable _ -> "the store can't answer";
            case IllegalStateException e
            when e.getMessage() != null && !e.getMessage().isBlank() ->
                e.getMessage().lines().findFirst().orElseThrow();
            case null, default -> "an unexpected error, which the worker's log describes";
        };
    }

    private static Duration nonNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
