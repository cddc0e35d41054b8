package dev.terse.storage;

import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A piece of work that waits for a {@link SqliteThread}, and for whose outcome its caller waits. */
final class Job<T> {
    private final Function<SqliteConnection, T> work;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private final AtomicBoolean claimed = new AtomicBoolean();

    Job(Function<SqliteConnection, T> work) {
        this.work = work;
    }

    /** Runs the work, unless the caller gave up waiting. */
    void run(SqliteConnection connection) {
        if (!claimed.compareAndSet(false, true)) {
            return;
        }
        try {
            outcome.complete(work.apply(connection));
        } catch (Throwable failure) {
            outcome.completeExceptionally(failure);
        }
    }

    /** Ends the job without running it. */
    void refuse() {
        outcome.completeExceptionally(new StorageUnavailable("the store is closed"));
    }

    /**
     * What the work returned or threw.
     *
     * @param gaveUp is run where the time is up; the work has not begun then, and never will, or it is under way
     */
    T await(Duration limit, Runnable gaveUp) {
        try {
            return outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failures.translatedCause(e);
        } catch (TimeoutException e) {
            boolean begun = !claimed.compareAndSet(false, true);
            gaveUp.run();
            throw new StorageUnavailable(begun ? "the store is too slow" : "the store is too busy", e);
        } catch (InterruptedException e) {
            claimed.set(true);
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for the store", e);
        }
    }
}
