package dev.terse.create;

import dev.terse.link.LinkStore;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Tallies;
import dev.terse.store.StorageUnavailable;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients of clicks as they are counted, by whatever process. One thread asks the store for all of them, and only
 * while there are any; what several of them want to know alike is made once. Each stream has a position of its own among the
 * tallies, so that one that comes back goes on where it ended, and none is told of a click twice. Safe for use by many
 * threads.
 */
final class LiveClicks implements AutoCloseable {
    static final int MAX_STREAMS = 100;

    private static final Logger log = LoggerFactory.getLogger(LiveClicks.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration KEY_CHECK = Duration.ofSeconds(2);
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");

    private final Stats stats;
    private final LiveEvents events;
    private final Executor executor;
    private final LongSupplier nanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Map<LiveStream, Times> streams = new HashMap<>();
    private boolean polling;
    private boolean closed;

    /** When something was last done for a stream, in nanoseconds. */
    private static final class Times {
        long sent;
        long checked;

        Times(long now) {
            sent = now;
            checked = now;
        }
    }

    /**
     * Makes what holds the streams.
     *
     * @param executor gives the thread that polls, which blocks
     * @param nanos the time, such as {@link System#nanoTime}
     */
    LiveClicks(Stats stats, LinkStore links, Executor executor, LongSupplier nanos) {
        this.stats = stats;
        this.events = new LiveEvents(links);
        this.executor = executor;
        this.nanos = nanos;
    }

    /**
     * Adds a stream, which has to be begun or ended.
     *
     * @param since the number of the tally that the client knows, negative where it begins with what is to come
     * @param allowed whether the client's key still allows it; may block
     * @return empty where there are {@link #MAX_STREAMS}, or this is closed
     */
    Optional<LiveStream> open(LiveWatch watch, long since, BooleanSupplier allowed) {
        long newest = stats.talliesAfter(Long.MAX_VALUE).newest();
        // A client may know a later one than there is where the store was restored from a backup.
        LiveStream stream = new LiveStream(watch, since < 0 ? newest : Math.min(since, newest), allowed);
        lock.lock();
        try {
            streams.keySet().removeIf(LiveStream::hasEnded);
            if (closed || streams.size() >= MAX_STREAMS) {
                return Optional.empty();
            }
            streams.put(stream, new Times(nanos.getAsLong()));
            if (!polling) {
                executor.execute(this::poll);
                polling = true;
            }
            return Optional.of(stream);
        } finally {
            lock.unlock();
        }
    }

    /** How many streams are open. */
    int size() {
        lock.lock();
        try {
            streams.keySet().removeIf(LiveStream::hasEnded);
            return streams.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all streams, and opens none any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            streams.keySet().forEach(LiveStream::end);
            closing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void poll() {
        while (true) {
            Map<LiveStream, Times> open = openStreams();
            if (open.isEmpty()) {
                return;
            }
            try {
                tell(open);
                open.forEach(this::keepAlive);
            } catch (StorageUnavailable down) {
                log.debug("The store can't say what was counted: {}", down.getMessage());
                open.forEach(this::keepAlive);
            } catch (RuntimeException failure) {
                log.error("Clicks can't be told as they are counted; those who follow are sent away", failure);
                open.keySet().forEach(LiveStream::end);
            }
        }
    }

    /** Waits for the time of the next poll; those that are open then, none where the polling has to end. */
    private Map<LiveStream, Times> openStreams() {
        lock.lock();
        try {
            long left = POLL.toNanos();
            while (left > 0 && !closed) {
                left = closing.awaitNanos(left);
            }
            streams.keySet().removeIf(LiveStream::hasEnded);
            polling = !streams.isEmpty();
            return Map.copyOf(streams);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            close();
            polling = false;
            return Map.of();
        } finally {
            lock.unlock();
        }
    }

    private void tell(Map<LiveStream, Times> open) {
        List<LiveStream> begun =
                open.keySet().stream().filter(LiveStream::hasBegun).toList();
        long known = begun.stream().mapToLong(LiveStream::position).min().orElse(Long.MAX_VALUE);
        Tallies tallies = stats.talliesAfter(known);
        Map<Seen, Optional<Buffer>> made = new HashMap<>();
        for (LiveStream stream : begun) {
            made.computeIfAbsent(
                    new Seen(stream.watch(), stream.position()),
                    seen -> events.event(seen.watch(), seen.position(), tallies.tallies()));
        }
        // Only now that none can fail, so that none is told twice.
        open.forEach((stream, times) -> {
            Optional<Buffer> event = made.get(new Seen(stream.watch(), stream.position()));
            if (event != null) {
                event.ifPresent(bytes -> {
                    stream.send(bytes);
                    times.sent = nanos.getAsLong();
                });
                stream.position(tallies.newest());
            }
        });
    }

    /** What decides over the event of a stream. */
    private record Seen(LiveWatch watch, long position) {}

    private void keepAlive(LiveStream stream, Times times) {
        long now = nanos.getAsLong();
        if (now - times.checked >= KEY_CHECK.toNanos()) {
            times.checked = now;
            if (!stream.isAllowed()) {
                stream.end();
                return;
            }
        }
        if (now - times.sent >= HEARTBEAT.toNanos()) {
            times.sent = now;
            stream.send(COMMENT);
        }
    }
}
