package dev.terse.worker;

import dev.terse.click.ClickInbox;
import dev.terse.click.ClickInbox.Waiting;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Applied;
import dev.terse.stats.Stats.Counted;
import dev.terse.stats.Stats.Ready;
import dev.terse.store.StorageUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the clicks that wait in the inbox, group of batches after group, each in one transaction that also removes it:
 * so each click is counted once, whoever dies at whatever moment and however many counters there are.
 *
 * <p>A run lasts for long, as every pause between two runs is a time in which no click is counted; it ends now and then so
 * that people see how it stands. While the store takes one group the next one is added up and made ready on another thread.
 *
 * <p>A store that can't answer is waited for, and given less at a time. What fails for another reason is tried batch by
 * batch: one that fails again and again while others are counted goes to the dead clicks. Where none can be counted, all
 * of them wait.
 */
final class ClickCounter implements WorkerTask {
    static final String NAME = "count-clicks";

    private static final Logger log = LoggerFactory.getLogger(ClickCounter.class);

    private static final Duration RUN = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /**
     * Between two looks there are so many times what the last one took: clicks of one link that come meanwhile cost as much
     * as one. Not more than a second, for those who want to see them.
     */
    private static final int REST = 4;

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);
    private static final int GROUPS_AHEAD = 4;
    private static final int FAILURES_IN_A_ROW = 3;

    private final ClickInbox inbox;
    private final Stats stats;
    private final ClickTally tally;
    private final ExecutorService tallying;
    private final GroupSize groupSize;
    private final Suspects suspects = new Suspects();
    private final LongSupplier nanoTime;
    private final Counter countedClicks;
    private final MeterRegistry meters;
    private boolean heldUp;

    /**
     * @param tally used on {@code tallying} alone
     * @param tallying one thread
     * @param transaction how long a group should be written
     */
    ClickCounter(
            ClickInbox inbox,
            Stats stats,
            ClickTally tally,
            ExecutorService tallying,
            Duration transaction,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.inbox = inbox;
        this.stats = stats;
        this.tally = tally;
        this.tallying = tallying;
        this.groupSize = new GroupSize(transaction);
        this.nanoTime = nanoTime;
        this.meters = meters;
        this.countedClicks = Counter.builder("terse.clicks.counted")
                .description("Clicks that were counted")
                .register(meters);
        deadClicks(ClickTally.CHECKSUM);
        deadClicks(ClickTally.UNKNOWN_LINK);
        deadClicks(ClickTally.REFUSED);
    }

    private Counter deadClicks(String reason) {
        return Counter.builder("terse.clicks.dead")
                .description("Records that could not be counted")
                .tag("reason", reason)
                .register(meters);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration interval() {
        return Duration.ZERO;
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        long start = nanoTime.getAsLong();
        Duration pause = IDLE;
        boolean goesOn = true;
        while (goesOn && mayGoOn.getAsBoolean() && nanoTime.getAsLong() - start < RUN.toNanos()) {
            try {
                long begun = nanoTime.getAsLong();
                switch (countWindow(mayGoOn)) {
                    case MOVED -> {
                        noteGoingOn();
                        pause = IDLE;
                    }
                    case EMPTIED -> {
                        noteGoingOn();
                        pause = IDLE;
                        goesOn = wait(rest(nanoTime.getAsLong() - begun));
                    }
                    case STUCK -> {
                        goesOn = wait(pause);
                        pause = longer(pause);
                    }
                }
            } catch (StorageUnavailable down) {
                groupSize.tookTooLong();
                noteHeldUp("the store can't answer", down);
                goesOn = wait(pause);
                pause = longer(pause);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                goesOn = false;
            }
        }
    }

    private static Duration rest(long tookNanos) {
        return Duration.ofNanos(Math.clamp(REST * tookNanos, IDLE.toNanos(), LONGEST_REST.toNanos()));
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private void noteHeldUp(String reason, Throwable failure) {
        if (!heldUp) {
            heldUp = true;
            log.warn("Clicks wait and are not counted: {}. This is tried again.", reason, failure);
        }
    }

    private void noteGoingOn() {
        if (heldUp) {
            heldUp = false;
            log.info("Clicks are counted again.");
        }
    }

    /** Waits, and says whether it was left to wait. */
    private static boolean wait(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What became of some of what waits. */
    private enum Window {
        /** Nothing waited, or nothing that waited does any more. */
        EMPTIED,
        /** Some was counted, and there was more. */
        MOVED,
        STUCK
    }

    /** Counts some of what waits. */
    private Window countWindow(BooleanSupplier mayGoOn) throws InterruptedException {
        int most = (int) Math.min(
                GROUPS_AHEAD * (long) groupSize.bytes() + suspects.bytes(), GROUPS_AHEAD * (long) GroupSize.MOST);
        List<Waiting> window = inbox.waiting(most);
        if (window.isEmpty()) {
            suspects.clear();
            return Window.EMPTIED;
        }
        suspects.retain(window);
        List<Waiting> others =
                window.stream().filter(waiting -> !suspects.contains(waiting)).toList();
        boolean moved = countGroups(groups(others, groupSize.bytes()), mayGoOn);
        for (Waiting waiting : window) {
            if (mayGoOn.getAsBoolean() && suspects.isWorthTrying(waiting)) {
                moved |= countAlone(waiting);
            }
        }
        if (!moved) {
            return Window.STUCK;
        }
        return suspects.bytes() == 0 && bytes(window) < most / 2 ? Window.EMPTIED : Window.MOVED;
    }

    /** Counts groups, and says whether any batch is gone from the inbox by now. */
    private boolean countGroups(List<List<Waiting>> groups, BooleanSupplier mayGoOn) throws InterruptedException {
        boolean moved = false;
        @Nullable Future<Ready> next = null;
        try {
            for (int i = 0; i < groups.size() && mayGoOn.getAsBoolean(); i++) {
                List<Waiting> group = groups.get(i);
                Future<Ready> tallied = next == null ? tallied(group) : next;
                next = null;
                try {
                    Ready ready = result(tallied);
                    next = i + 1 < groups.size() ? tallied(groups.get(i + 1)) : null;
                    if (!apply(group, ready)) {
                        return true;
                    }
                    moved = true;
                } catch (StorageUnavailable down) {
                    throw down;
                } catch (RuntimeException | Error failure) {
                    endIfInterrupted();
                    log.debug("{} batches of clicks could not be counted; each is tried alone.", group.size(), failure);
                    moved |= countEachAlone(group);
                }
            }
        } finally {
            if (next != null) {
                next.cancel(false);
            }
        }
        return moved;
    }

    private static void endIfInterrupted() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
    }

    private static List<List<Waiting>> groups(List<Waiting> window, int bytes) {
        List<List<Waiting>> groups = new ArrayList<>();
        List<Waiting> group = new ArrayList<>();
        long held = 0;
        for (Waiting waiting : window) {
            if (held > 0 && held + waiting.batch().records().length > bytes) {
                groups.add(group);
                group = new ArrayList<>();
                held = 0;
            }
            group.add(waiting);
            held += waiting.batch().records().length;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private Future<Ready> tallied(List<Waiting> group) {
        return tallying.submit(() -> stats.ready(tally.count(group)));
    }

    private static Ready result(Future<Ready> tallied) throws InterruptedException {
        try {
            return tallied.get();
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(failure);
            }
        }
    }

    /** Hands over a group, and says whether it was still there. */
    private boolean apply(List<Waiting> group, Ready ready) {
        Applied applied = applied(group, ready);
        if (applied.isDone()) {
            groupSize.took(bytes(group), applied.writing().toNanos());
        }
        return applied.isDone();
    }

    private static long bytes(List<Waiting> batches) {
        return batches.stream()
                .mapToLong(waiting -> waiting.batch().records().length)
                .sum();
    }

    /** Counts the batches of a group one by one until too many fail, and says whether any is gone from the inbox by now. */
    private boolean countEachAlone(List<Waiting> group) throws InterruptedException {
        boolean moved = false;
        int failures = 0;
        for (Waiting waiting : group) {
            if (countAlone(waiting)) {
                moved = true;
                failures = 0;
            } else if (++failures == FAILURES_IN_A_ROW) {
                break;
            }
        }
        return moved;
    }

    /** Counts one batch, or buries it where it is at fault itself, and says whether it is gone from the inbox by now. */
    private boolean countAlone(Waiting waiting) throws InterruptedException {
        List<Waiting> alone = List.of(waiting);
        boolean isAtFault = suspects.isAtFault(waiting);
        try {
            var _ = applied(alone, result(tallied(alone)));
        } catch (StorageUnavailable down) {
            throw down;
        } catch (RuntimeException | Error failure) {
            endIfInterrupted();
            if (!isAtFault) {
                suspects.add(waiting);
                noteHeldUp("batch " + waiting.number() + " fails", failure);
                return false;
            }
            log.error(
                    "Batch {} of clicks is put to the dead ones: it fails while others are counted.",
                    waiting.number(),
                    failure);
            var _ = applied(alone, stats.ready(ClickTally.refused(waiting.batch())));
        }
        suspects.remove(waiting);
        return true;
    }

    private Applied applied(List<Waiting> group, Ready ready) {
        Applied applied = stats.apply(numbers(group), ready);
        if (applied.isDone()) {
            note(ready.counted());
        }
        return applied;
    }

    private static List<Long> numbers(List<Waiting> group) {
        return group.stream().map(Waiting::number).toList();
    }

    private void note(Counted counted) {
        if (!counted.rollups().isEmpty()) {
            suspects.noteCounted();
        }
        countedClicks.increment(counted.clicks().size());
        counted.dead().forEach(dead -> deadClicks(dead.reason()).increment());
    }
}
