package dev.terse.storage;

import dev.terse.store.StorageUnavailable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The jobs that wait for the threads of one kind: a bounded queue with a lane for what goes first. */
final class JobQueue {
    private static final int CAPACITY = 10_000;

    /** So many jobs of the first lane may overtake one of the other, which would never come up under full load else. */
    private static final int OVERTAKING = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Deque<Job<?>> links = new ArrayDeque<>();
    private final Deque<Job<?>> rest = new ArrayDeque<>();
    private int overtook;
    private boolean closed;

    void add(Database.Lane lane, Job<?> job) {
        lock.lock();
        try {
            if (closed) {
                throw new StorageUnavailable("the store is closed");
            }
            if (links.size() + rest.size() >= CAPACITY) {
                throw new StorageUnavailable("too much waits for the store");
            }
            (lane == Database.Lane.LINKS ? links : rest).addLast(job);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next job, waited for; null once the queue is closed. */
    @Nullable
    Job<?> take() {
        lock.lock();
        try {
            while (!closed && links.isEmpty() && rest.isEmpty()) {
                notEmpty.awaitUninterruptibly();
            }
            if (closed) {
                return null;
            }
            boolean restIsDue = !rest.isEmpty() && (links.isEmpty() || overtook >= OVERTAKING);
            overtook = restIsDue ? 0 : overtook + 1;
            return restIsDue ? rest.pollFirst() : links.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses what waits and whatever comes. */
    void close() {
        lock.lock();
        try {
            closed = true;
            links.forEach(Job::refuse);
            rest.forEach(Job::refuse);
            links.clear();
            rest.clear();
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
