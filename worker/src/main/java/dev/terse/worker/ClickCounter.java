package dev.terse.worker;

import dev.terse.click.ClickInbox;
import dev.terse.click.ClickInbox.Waiting;
import dev.terse.stats.Stats;
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
 * <p>A store that can't answer is waited for. A batch that the store fails on again and again, whatever the reason, goes
 * to the dead clicks, and the rest goes on.
 */
final class ClickCounter implements WorkerTask {
    static final String NAME = "count-clicks";

    private static final Logger log = LoggerFactory.getLogger(ClickCounter.class);

    private static final Duration RUN = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int GROUPS_AHEAD = 4;
    private static final int TRIES = 3;

    private final ClickInbox inbox;
    private final Stats stats;
    private final ClickTally tally;
    private final ExecutorService tallying;
    private final GroupSize groupSize;
    private final LongSupplier nanoTime;
    private final Counter countedClicks;
    private final MeterRegistry meters;

    /**
     * @param tally used on {@code tallying} alone
     * @param tallying one thread
     * @param transaction how long the store should take for a group
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
                goesOn = countWindow(mayGoOn) || wait(IDLE);
                pause = IDLE;
            } catch (StorageUnavailable down) {
                log.debug("Clicks wait for the store.", down);
                goesOn = wait(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                goesOn = false;
            }
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

    /** Counts some of what waits, and says whether there was anything. */
    private boolean countWindow(BooleanSupplier mayGoOn) throws InterruptedException {
        List<List<Waiting>> groups = groups(inbox.waiting(GROUPS_AHEAD * groupSize.bytes()), groupSize.bytes());
        @Nullable Future<Ready> next = null;
        try {
            for (int i = 0; i < groups.size() && mayGoOn.getAsBoolean(); i++) {
                Ready ready = result(next == null ? tallied(groups.get(i)) : next);
                next = i + 1 < groups.size() ? tallied(groups.get(i + 1)) : null;
                if (!apply(groups.get(i), ready)) {
                    break;
                }
            }
        } finally {
            if (next != null) {
                next.cancel(false);
            }
        }
        return !groups.isEmpty();
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

    /** Hands over a group, and says whether what follows it still stands. */
    private boolean apply(List<Waiting> group, Ready ready) throws InterruptedException {
        long start = nanoTime.getAsLong();
        boolean applied;
        try {
            applied = stats.apply(numbers(group), ready);
        } catch (StorageUnavailable down) {
            throw down;
        } catch (RuntimeException failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            log.warn(
                    "What {} batches of clicks came to could not be stored; each is tried alone.",
                    group.size(),
                    failure);
            return applyAlone(group);
        }
        if (applied) {
            long bytes = group.stream()
                    .mapToLong(waiting -> waiting.batch().records().length)
                    .sum();
            groupSize.took(bytes, nanoTime.getAsLong() - start);
            note(ready.counted());
        }
        return applied;
    }

    private boolean applyAlone(List<Waiting> group) throws InterruptedException {
        for (Waiting waiting : group) {
            if (!applyAlone(waiting)) {
                return false;
            }
        }
        return true;
    }

    private boolean applyAlone(Waiting waiting) throws InterruptedException {
        List<Waiting> alone = List.of(waiting);
        for (int tries = 1; ; tries++) {
            Ready ready = result(tallied(alone));
            try {
                return applied(alone, ready);
            } catch (StorageUnavailable down) {
                throw down;
            } catch (RuntimeException failure) {
                if (tries == TRIES) {
                    log.error(
                            "Batch {} of clicks is put to the dead ones: the store fails on it.",
                            waiting.number(),
                            failure);
                    return applied(alone, stats.ready(ClickTally.refused(waiting.batch())));
                }
                Thread.sleep(IDLE);
            }
        }
    }

    private boolean applied(List<Waiting> group, Ready ready) {
        boolean applied = stats.apply(numbers(group), ready);
        if (applied) {
            note(ready.counted());
        }
        return applied;
    }

    private static List<Long> numbers(List<Waiting> group) {
        return group.stream().map(Waiting::number).toList();
    }

    private void note(Counted counted) {
        countedClicks.increment(counted.clicks().size());
        counted.dead().forEach(dead -> deadClicks(dead.reason()).increment());
    }
}
