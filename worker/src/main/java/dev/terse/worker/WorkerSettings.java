package dev.terse.worker;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an installation decides about its background tasks.
 *
 * @param blocksReady how many blocks of codes wait in the pool at least, while a worker runs
 * @param keepDeleted how long a deleted link keeps its content
 * @param keepExpired how long an expired link stays before it is deleted, null for ever
 * @param keepIdempotency how long an idempotency record is honoured
 * @param keepChanges how long the change feed reaches back; a process that was away for longer starts afresh
 * @param keepClicks how long clicks are kept one by one
 * @param geoFile the file that places of visitors are looked up in, null for none
 */
public record WorkerSettings(
        int blocksReady,
        Duration keepDeleted,
        @Nullable Duration keepExpired,
        Duration keepIdempotency,
        Duration keepChanges,
        Duration keepClicks,
        @Nullable Path geoFile,
        Pace pace) {

    public static final WorkerSettings DEFAULT = new WorkerSettings(
            20,
            Duration.ofDays(30),
            null,
            Duration.ofHours(24),
            Duration.ofHours(1),
            Duration.ofDays(30),
            null,
            Pace.DEFAULT);

    /**
     * How fast workers notice things.
     *
     * @param polling how often due tasks are looked for
     * @param heartbeat how often a running task says that its worker lives; after four beats missed the task is taken
     *     over by another worker, at most two beats later
     * @param firstRetry the pause after a task failed once
     * @param longestRetry what the pause grows to, doubled with every failure in a row
     * @param stopLimit how long a stop waits for running tasks before it interrupts them
     */
    public record Pace(
            Duration polling, Duration heartbeat, Duration firstRetry, Duration longestRetry, Duration stopLimit) {

        public static final Pace DEFAULT = new Pace(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10));

        /** The pause before the next try of a task that has failed {@code failures} times in a row, 1 and up. */
        Duration retryAfter(int failures) {
            Duration pause = firstRetry;
            for (int i = 1; i < failures && pause.compareTo(longestRetry) < 0; i++) {
                pause = pause.multipliedBy(2);
            }
            return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
        }
    }
}
