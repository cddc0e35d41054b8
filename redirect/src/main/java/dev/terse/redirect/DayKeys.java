package dev.terse.redirect;

import dev.terse.click.VisitorHash;
import dev.terse.click.VisitorKeys;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of visitor hashes that the hour needs, held ready for event loops by a thread that fetches them: today's, from
 * an hour before its day begins until an hour after it has ended. So the store may be down over midnight, and the clock
 * may jump by an hour, without harm. No other key stays in memory. While a key is not known, visitors have no hash.
 *
 * <p>Safe for use by many threads.
 */
public final class DayKeys implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DayKeys.class);
    private static final Duration REACH = Duration.ofHours(1);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final VisitorKeys keys;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("visitor-keys").unstarted(this::run);
    private volatile Held held = new Held(0, null, null);
    private boolean failing;

    /**
     * The keys of two days that follow one another, null where one is not needed or not known.
     *
     * @param midnight the first millisecond of the later day
     */
    private record Held(
            long midnight,
            @Nullable VisitorHash before,
            @Nullable VisitorHash after) {
        @Nullable
        VisitorHash of(LocalDate day) {
            if (before != null && before.day().equals(day)) {
                return before;
            }
            return after != null && after.day().equals(day) ? after : null;
        }
    }

    DayKeys(VisitorKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Begins to hold the keys that the clock asks for. Does not wait for the store, which is asked once a second until it
     * answers.
     */
    public static DayKeys start(VisitorKeys keys, InstantSource clock) {
        DayKeys started = new DayKeys(keys, clock);
        started.thread.start();
        return started;
    }

    /**
     * The key of the day in which an instant lies, null where it is not known. Reads memory and nothing else.
     *
     * @param atMillis when the visit is made, in milliseconds since 1970-01-01T00:00:00Z
     */
    public @Nullable VisitorHash at(long atMillis) {
        Held now = held;
        long sinceMidnight = atMillis - now.midnight;
        if (sinceMidnight >= 0) {
            return sinceMidnight < DAY_MILLIS ? now.after : null;
        }
        return sinceMidnight >= -DAY_MILLIS ? now.before : null;
    }

    private void run() {
        try {
            do {
                refresh();
            } while (!stopping.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            log.error("The keys of visitors are fetched no more: from tomorrow on visitors have no hash", e);
        }
    }

    /** Drops keys that the hour does not need, and fetches those that it does and that are missing. Throws nothing. */
    void refresh() {
        Instant now = clock.instant();
        LocalDate earliest = day(now.minus(REACH));
        LocalDate later = earliest.plusDays(1);
        boolean twoDays = day(now.plus(REACH)).equals(later);
        long midnight = later.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        Held known = held;
        @Nullable VisitorHash before = known.of(earliest);
        @Nullable VisitorHash after = twoDays ? known.of(later) : null;
        held = new Held(midnight, before, after);
        try {
            // A day that has ended is not asked for: its key may have been destroyed, and another one would be made.
            if (before == null && earliest.equals(day(now))) {
                before = keys.of(earliest);
                held = new Held(midnight, before, after);
            }
            if (after == null && twoDays) {
                held = new Held(midnight, before, keys.of(later));
            }
            failing = false;
        } catch (RuntimeException | Error failure) {
            // An error, too: this thread is the only one that fetches keys.
            failed(failure);
        }
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private void failed(Throwable failure) {
        if (failing) {
            return;
        }
        failing = true;
        if (failure instanceof StorageUnavailable) {
            log.warn("A key of visitors can't be fetched: {}. It is tried again", failure.getMessage());
        } else {
            log.error("A key of visitors can't be fetched. It is tried again", failure);
        }
    }

    /** Ends the fetching, and forgets all keys. Waits up to 2 s for the store. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            if (thread.isAlive()) {
                thread.join(STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        held = new Held(0, null, null);
    }
}
