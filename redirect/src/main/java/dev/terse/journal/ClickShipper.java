package dev.terse.journal;

import dev.terse.click.ClickInbox;
import dev.terse.journal.ClickJournals.Remaining;
import dev.terse.journal.Outgoing.Piece;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over what journals hold, in a thread of its own. A round takes one batch of each journal, so that none waits for
 * another's mountain; the next one follows at once while there is more than that, else after a while.
 *
 * <p>While the store can't answer, it is asked again after pauses that grow, and the journals grow meanwhile. A batch whose
 * answer was lost is handed over again, and taken once. A journal whose batch is refused for another reason is tried again
 * in the next round and keeps none of the others waiting.
 */
final class ClickShipper {
    private static final Logger log = LoggerFactory.getLogger(ClickShipper.class);

    private static final Duration STOP_LIMIT = Duration.ofMillis(500);

    private final ClickInbox inbox;
    private final JournalSettings settings;
    private final InstantSource clock;
    private final List<Outgoing> sources = new CopyOnWriteArrayList<>();
    private final Map<Outgoing, Long> oldest = new ConcurrentHashMap<>();
    private final Set<Outgoing> refused = ConcurrentHashMap.newKeySet();
    private final LongAdder clicks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("journal-ship").unstarted(this::run);
    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean unavailable;

    ClickShipper(ClickInbox inbox, JournalSettings settings, InstantSource clock) {
        this.inbox = inbox;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a round, or one journal's part in it, came to. */
    enum Round {
        /** A journal has more than was handed over. */
        MORE,
        /** What little there may be can wait. */
        DONE,
        /** The store can't answer. */
        UNAVAILABLE
    }

    void add(Outgoing source) {
        sources.add(source);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Duration pause = settings.shipEvery();
        try {
            while (stopping.getCount() > 0) {
                boolean drains = draining.getCount() == 0;
                Round round = round();
                if (round == Round.DONE && drains && isNothingLeft()) {
                    return;
                }
                if (round == Round.MORE) {
                    pause = settings.shipEvery();
                    continue;
                }
                pause = round == Round.UNAVAILABLE ? pause : settings.shipEvery();
                var _ = (drains ? stopping : draining).await(pause.toNanos(), TimeUnit.NANOSECONDS);
                pause = longer(pause);
            }
        } catch (InterruptedException e) {
            log.error("The shipping of clicks was interrupted: they stay in the journals of this process", e);
        }
    }

    private boolean isNothingLeft() {
        return sources.stream().allMatch(source -> source.isFinished() || source.bytesWaiting() == 0);
    }

    private Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(settings.maxPause()) < 0 ? twice : settings.maxPause();
    }

    /** Hands over one batch of each journal. Throws nothing. */
    Round round() {
        Round worst = Round.DONE;
        for (Outgoing source : sources) {
            Round one = stopping.getCount() == 0 ? Round.DONE : ship(source);
            if (one == Round.UNAVAILABLE) {
                return one;
            }
            worst = one == Round.MORE ? one : worst;
        }
        return worst;
    }

    private Round ship(Outgoing source) {
        try {
            Piece piece = source.next(inbox, settings.batchBytes());
            if (piece == null) {
                forget(source);
                return Round.DONE;
            }
            oldest.put(source, piece.oldestMillis());
            long reached = inbox.append(piece.batch(), clock.instant());
            source.handedOver(piece, reached);
            succeeded(source, piece, reached);
            return source.bytesWaiting() >= settings.batchBytes() ? Round.MORE : Round.DONE;
        } catch (StorageUnavailable down) {
            failures.increment();
            if (!unavailable) {
                unavailable = true;
                log.warn(
                        "The store takes no clicks: {}. They are kept in {} journals",
                        down.getMessage(),
                        sources.size());
            }
            return Round.UNAVAILABLE;
        } catch (RuntimeException | Error failure) {
            // An error, too: without this thread no click would ever be counted.
            failures.increment();
            if (refused.add(source)) {
                log.error("A batch of clicks was refused, and is handed over again", failure);
            }
            return Round.DONE;
        }
    }

    private void forget(Outgoing source) {
        oldest.remove(source);
        if (source.isFinished() && source.bytesWaiting() == 0) {
            sources.remove(source);
        }
    }

    private void succeeded(Outgoing source, Piece piece, long reached) {
        if (reached == piece.batch().to()) {
            clicks.add(piece.clicks());
        }
        if (source.bytesWaiting() == 0) {
            oldest.remove(source);
        }
        boolean wasRefused = refused.remove(source);
        if (wasRefused || unavailable) {
            unavailable = false;
            log.info("The store takes clicks again");
        }
    }

    /**
     * Hands over everything that is left and ends, after all writers have ended. Waits for that, or until the limit.
     *
     * @return false where the limit came first; a call that the inbox never returned from may still be under way then
     */
    boolean drain(Duration limit) throws InterruptedException {
        draining.countDown();
        boolean ended = !thread.isAlive() || thread.join(limit);
        stopping.countDown();
        // Between two batches it ends at once; the rest is for one that is just being answered.
        return ended || thread.join(STOP_LIMIT);
    }

    /** Bytes that wait in all journals. */
    long bytesWaiting() {
        return sources.stream().mapToLong(Outgoing::bytesWaiting).sum();
    }

    /** How long the oldest click waits by the wall clock, as far as it was looked at; never less than 0. */
    Duration age() {
        long now = clock.millis();
        return Duration.ofMillis(Math.max(
                0, oldest.values().stream().mapToLong(at -> now - at).max().orElse(0)));
    }

    /** Counts what was not handed over, after {@link #drain} returned true. */
    Remaining remaining() {
        return sources.stream().map(Outgoing::remaining).reduce(new Remaining(0, 0), Remaining::plus);
    }

    /** Clicks handed over. */
    long clicks() {
        return clicks.sum();
    }

    /** Tries that failed. */
    long failures() {
        return failures.sum();
    }
}
