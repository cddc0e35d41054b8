package dev.terse.storage;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that owns one SQLite connection and runs jobs on it, one after the other. SQLite's calls are native:
 * on a virtual thread they would hold its carrier, on callers' threads they would queue for a lock without order.
 */
final class SqliteThread {
    private final SqliteConnection connection;
    private final JobQueue jobs;
    private final Thread thread;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Job<?> current;

    SqliteThread(String name, SqliteConnection connection, JobQueue jobs) {
        this.connection = connection;
        this.jobs = jobs;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    private void work() {
        for (Job<?> job = jobs.take(); job != null; job = jobs.take()) {
            turnTo(job);
            job.run(connection);
            turnTo(null);
        }
        connection.close();
    }

    private void turnTo(@Nullable Job<?> job) {
        turn.lock();
        try {
            current = job;
        } finally {
            turn.unlock();
        }
    }

    /** Breaks off {@code job} where this thread is at it. */
    void interrupt(Job<?> job) {
        turn.lock();
        try {
            if (current == job) {
                connection.interrupt();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the thread to end, after its queue was closed. */
    void join(Duration limit) {
        try {
            thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
