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
    static final int MAX_STREAMS_OF_A_KEY = 10;
    /** Tallies that are read at once: each may name thousands of links. */
    static final int MAX_TALLIES = 32;

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

    /** What became of a client that asked for a stream. */
    sealed interface Opening {}

    /** The stream, which has to be begun or ended. */
    record Opened(LiveStream stream) implements Opening {}

    /** There are {@link #MAX_STREAMS_OF_A_KEY} with this key. */
    record TooManyOfAKey() implements Opening {}

    /** There are {@link #MAX_STREAMS}, or all were closed. */
    record TooMany() implements Opening {}

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
     * Adds a stream.
     *
     * @param key the id of the client's key
     * @param since the number of the tally that the client knows, negative where it begins with what is to come
     * @param allowed whether the client's key still allows it; may block, and throw {@link StorageUnavailable}
     */
    Opening open(LiveWatch watch, String key, long since, BooleanSupplier allowed) {
        long newest = stats.talliesAfter(Long.MAX_VALUE).newest();
        // A client may know a later one than there is where the store was restored from a backup.
        LiveStream stream = new LiveStream(watch, key, since < 0 ? newest : Math.min(since, newest), allowed);
        lock.lock();
        try {
            streams.keySet().removeIf(LiveStream::hasEnded);
            if (closed || streams.size() >= MAX_STREAMS) {
                return new TooMany();
            }
            if (streams.keySet().stream()
                            .filter(other -> other.key().equals(key))
                            .count()
                    >= MAX_STREAMS_OF_A_KEY) {
                return new TooManyOfAKey();
            }
            if (!polling) {
                executor.execute(this::poll);
                polling = true;
            }
            streams.put(stream, new Times(nanos.getAsLong()));
            return new Opened(stream);
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
        try {
            for (Map<LiveStream, Times> open = openStreams(); !open.isEmpty(); open = openStreams()) {
                try {
                    tell(open);
                } catch (StorageUnavailable down) {
                    log.debug("The store can't say what was counted: {}", down.getMessage());
                }
                keepAlive(open);
            }
        } catch (Throwable failure) {
            // Whatever it was, lack of memory too, the next stream that is opened begins anew.
            sendAway();
            log.error("Clicks can't be told as they are counted; those who follow were sent away", failure);
        }
    }

    private void sendAway() {
        lock.lock();
        try {
            polling = false;
            streams.keySet().forEach(LiveStream::end);
        } finally {
            lock.unlock();
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
        long newest = stats.talliesAfter(Long.MAX_VALUE).newest();
        // Who is further behind is told that something is missing: its position is not that of the first tally.
        Tallies tallies = newest <= known
                ? new Tallies(newest, List.of())
                : stats.talliesAfter(Math.max(known, newest - MAX_TALLIES));
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

    private void keepAlive(Map<LiveStream, Times> open) {
        open.forEach((stream, times) -> {
            long now = nanos.getAsLong();
            if (now - times.sent >= HEARTBEAT.toNanos()) {
                times.sent = now;
                stream.send(COMMENT);
            }
        });
        try {
            checkKeys(open);
        } catch (StorageUnavailable unknown) {
            // Nothing is counted either while the store is down; the next pass begins with those that are left.
            log.debug("The store can't say whether keys are still live: {}", unknown.getMessage());
        }
    }

    private void checkKeys(Map<LiveStream, Times> open) {
        long now = nanos.getAsLong();
        Map<String, Boolean> allowed = new HashMap<>();
        open.forEach((stream, times) -> {
            if (now - times.checked >= KEY_CHECK.toNanos()) {
                if (!allowed.computeIfAbsent(stream.key(), _ -> stream.isAllowed())) {
                    stream.end();
                }
                times.checked = now;
            }
        });
    }
}
