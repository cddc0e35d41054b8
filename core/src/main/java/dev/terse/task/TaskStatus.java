package dev.terse.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a recurring task of the worker stands.
 *
 * @param failures in a row, up to now
 * @param lastError what the last failure said, null where the last run succeeded
 * @param running whether a worker runs it now
 */
public record TaskStatus(
        String name,
        @Nullable Instant lastRun,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable Instant nextRun,
        int failures,
        @Nullable String lastError,
        boolean running) {}
