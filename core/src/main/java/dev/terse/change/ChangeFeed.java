package dev.terse.change;

import dev.terse.change.Changes.Batch;
import dev.terse.change.Changes.Cursor;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the feed of changes for everything in this process that holds copies. There is one in each such process.
 *
 * <p>While the store can't answer, listeners keep what they hold and the feed goes on asking at the same pace; what was
 * written meanwhile is heard when it answers again. A listener that throws is logged and passed over: it keeps neither the
 * others from hearing nor the feed from going on.
 */
public final class ChangeFeed implements AutoCloseable {
    /** How long {@link #close} waits for the reading under way. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Changes changes;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private final List<ChangeListener> listeners;
    private final Logger log;

    private final Thread thread =
            Thread.ofPlatform().daemon().name("change-feed").unstarted(this::run);
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** When the newest reading that succeeded began; the feed's beginning before there was one. */
    private volatile long readAt;

    // Used by the one who starts the feed until the thread runs, and by the thread from then on.
    private @Nullable Cursor cursor;
    private boolean failing;

    /**
     * Makes a feed that is still; {@link #start} sets it going.
     *
     * @param interval between two readings; 250 ms keeps the promise of a second
     * @param nanoTime a clock as {@link System#nanoTime} is one
     * @param listeners in the order in which they are told
     */
    public ChangeFeed(Changes changes, Duration interval, LongSupplier nanoTime, List<ChangeListener> listeners) {
        this(changes, interval, nanoTime, listeners, LoggerFactory.getLogger(ChangeFeed.class));
    }

    ChangeFeed(Changes changes, Duration interval, LongSupplier nanoTime, List<ChangeListener> listeners, Logger log) {
        this.changes = changes;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.listeners = List.copyOf(listeners);
        this.log = log;
        this.readAt = nanoTime.getAsLong();
    }

    /**
     * Finds the end of the feed and reads on from there, in a thread of its own. To be called before any listener holds
     * anything: what was written before is not told. Where the store can't answer now, it is asked until it does, and
     * listeners then forget what they came to hold meanwhile.
     *
     * @throws IllegalStateException where it was started before
     */
    public void start() {
        if (thread.getState() != Thread.State.NEW) {
            throw new IllegalStateException("the feed was started before");
        }
        try {
            findEnd();
        } catch (RuntimeException e) {
            failed(e);
        }
        thread.start();
    }

    /** Tells the listeners of a write of this process at once, in the caller's thread. The feed will tell it again. */
    public void tell(Change change) {
        tellAll(listener -> listener.changed(change));
    }

    /** How long ago the newest reading that succeeded began; the age of the feed itself where none ever did. */
    public Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - readAt);
    }

    /** Ends the reading. Waits up to 5 s for the one under way, after which listeners hear only what {@link #tell} says. */
    @Override
    public void close() {
        close(STOP_LIMIT);
    }

    void close(Duration limit) {
        stopping.countDown();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads once and tells what was read. Throws nothing. */
    void poll() {
        try {
            Cursor from = cursor;
            if (from == null) {
                findEnd();
                tellAll(ChangeListener::forgetAll);
            } else {
                readOn(from);
            }
            if (failing) {
                failing = false;
                log.info("The feed of changes can be read again");
            }
        } catch (RuntimeException | Error e) {
            // An error, too: without the feed every copy in this process would go stale unnoticed.
            failed(e);
        }
    }

    private void run() {
        try {
            while (!stopping.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                poll();
            }
        } catch (InterruptedException e) {
            log.error("The feed of changes was interrupted: changes are no longer heard", e);
        }
    }

    private void findEnd() {
        long began = nanoTime.getAsLong();
        cursor = changes.end();
        readAt = began;
    }

    private void readOn(Cursor from) {
        long began = nanoTime.getAsLong();
        Batch batch = changes.since(from);
        if (stopping.getCount() == 0) {
            return;
        }
        if (batch.lost()) {
            log.warn("Changes may have been missed: everything held in this process is dropped");
            tellAll(ChangeListener::forgetAll);
        } else {
            for (Change change : batch.changes()) {
                tell(change);
            }
        }
        cursor = batch.next();
        readAt = began;
    }

    private void tellAll(Consumer<ChangeListener> news) {
        for (ChangeListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException | Error e) {
                log.error(
                        "A listener to changes failed: {}", listener.getClass().getName(), e);
            }
        }
    }

    private void failed(Throwable failure) {
        if (failing) {
            return;
        }
        failing = true;
        if (failure instanceof StorageUnavailable) {
            log.warn("The feed of changes can't be read: {}. Copies are served on", failure.getMessage());
        } else {
            log.error("The feed of changes can't be read. Copies are served on", failure);
        }
    }
}
