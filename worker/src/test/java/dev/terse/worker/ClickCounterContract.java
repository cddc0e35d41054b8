package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terse.Storage;
import dev.terse.click.ClickInbox;
import dev.terse.code.Code;
import dev.terse.judge.Judge;
import dev.terse.link.Creation;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.stats.CountedClick;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.Target;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds on every engine: each click that was handed over is counted once, whatever happens to who counts. */
@Timeout(120)
abstract class ClickCounterContract {
    private static final Instant NOW = Clicks.AT.plusSeconds(5);
    private static final AtomicInteger UNIQUE = new AtomicInteger();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ExecutorService> executors = new ArrayList<>();
    private final Clicks clicks = new Clicks();

    /** Migrated, and nothing in it yet. */
    abstract Storage storage();

    @AfterEach
    void stopTallying() {
        executors.forEach(ExecutorService::shutdownNow);
    }

    @Test
    void run_batchesWait_allAreCountedAndGone() {
        long link = newLink();
        long other = newLink();
        for (int i = 0; i < 20; i++) {
            handOver(clicks.visit(link).visit(other).visit(link));
        }

        runUntilEmpty(storage().stats());

        assertThat(countedOf(link)).isEqualTo(40);
        assertThat(countedOf(other)).isEqualTo(20);
        assertThat(keptOf(link)).hasSize(40);
        assertThat(meters.get("terse.clicks.counted").counter().count()).isEqualTo(60);
    }

    @Test
    void run_killedBeforeTheCommit_countsOnce() throws InterruptedException {
        long link = newLink();
        WatchedStats stats = new WatchedStats(storage().stats());
        for (int i = 0; i < 10; i++) {
            handOver(clicks.visit(link));
        }
        AtomicBoolean reached = new AtomicBoolean();
        stats.hinder((_, _, _) -> {
            reached.set(true);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException killed) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("the connection is gone");
        });
        Thread counter = Thread.ofPlatform().start(() -> counter(stats).run(() -> true));
        await().untilTrue(reached);
        counter.interrupt();
        counter.join();
        assertThat(countedOf(link)).isZero();

        stats.hinder(Stats::apply);
        runUntilEmpty(stats);

        assertThat(countedOf(link)).isEqualTo(10);
        assertThat(keptOf(link)).hasSize(10);
    }

    @Test
    void run_commitThatNobodyHearsOf_countsOnce() {
        long link = newLink();
        WatchedStats stats = new WatchedStats(storage().stats());
        AtomicInteger calls = new AtomicInteger();
        stats.hinder((real, batches, counted) -> {
            boolean applied = real.apply(batches, counted);
            if (calls.getAndIncrement() % 2 == 0) {
                throw calls.get() == 1
                        ? new StorageUnavailable("the answer was lost")
                        : new IllegalStateException("the answer was lost");
            }
            return applied;
        });
        for (int i = 0; i < 30; i++) {
            handOver(clicks.visit(link));
        }

        runUntilEmpty(stats);

        assertThat(countedOf(link)).isEqualTo(30);
        assertThat(keptOf(link)).hasSize(30);
    }

    @Test
    void run_storeIsDownForAWhile_goesOnAfterwards() {
        long link = newLink();
        WatchedStats stats = new WatchedStats(storage().stats());
        AtomicInteger refusals = new AtomicInteger();
        stats.hinder((real, batches, counted) -> {
            if (refusals.incrementAndGet() <= 3) {
                throw new StorageUnavailable("down");
            }
            return real.apply(batches, counted);
        });
        handOver(clicks.visit(link));

        runUntilEmpty(stats);

        assertThat(countedOf(link)).isEqualTo(1);
        assertThat(refusals).hasValue(4);
    }

    @Test
    void run_twoAtOnce_countOnce() throws InterruptedException {
        long link = newLink();
        int batches = 150;
        List<Thread> counters = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < 2; i++) {
            ClickCounter counter = counter(storage().stats());
            counters.add(Thread.ofPlatform().start(() -> counter.run(() -> !over.get())));
        }
        for (int i = 0; i < batches; i++) {
            handOver(clicks.visit(link).visit(link));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> storage().clickInbox().depth().batches() == 0);
        over.set(true);
        for (Thread counter : counters) {
            counter.join();
        }

        assertThat(countedOf(link)).isEqualTo(300);
        assertThat(keptOf(link)).hasSize(300);
        assertThat(meters.get("terse.clicks.counted").counter().count()).isEqualTo(300);
    }

    @Test
    void run_poisonedBatches_holdNothingUp() {
        long link = newLink();
        handOver(clicks.garbage(64));
        handOver(clicks.visit(link).damaged(link).visit(link + 1_000_000));
        handOver(clicks.visit(link).garbage(160));
        handOver(clicks.visit(link, Long.MIN_VALUE, 1).visit(link, Long.MAX_VALUE, 1));

        runUntilEmpty(storage().stats());

        assertThat(countedOf(link)).isEqualTo(4);
        assertThat(dead("checksum")).isEqualTo(3);
        assertThat(dead("unknown-link")).isEqualTo(1);
    }

    @Test
    void run_batchThatTheStoreFailsOn_isPutAsideAndTheRestCounts() {
        long link = newLink();
        for (int i = 0; i < 6; i++) {
            handOver(clicks.visit(link).visit(link));
        }
        long poison = storage().clickInbox().waiting(Integer.MAX_VALUE).get(3).number();
        WatchedStats stats = new WatchedStats(storage().stats());
        stats.hinder((real, batches, counted) -> {
            if (batches.contains(poison) && !counted.clicks().isEmpty()) {
                throw new IllegalArgumentException("no such thing");
            }
            return real.apply(batches, counted);
        });

        runUntilEmpty(stats);

        assertThat(countedOf(link)).isEqualTo(10);
        assertThat(dead("refused")).isEqualTo(2);
    }

    @Test
    void run_batchThatCannotBeTallied_isPutAsideAndTheRestCounts() {
        long link = newLink();
        long poison = newLink();
        handOver(clicks.visit(link));
        handOver(clicks.visit(poison));
        handOver(clicks.visit(link));
        Stats stats = storage().stats();

        counter(stats, links -> {
                    if (links.contains(poison)) {
                        throw new StackOverflowError("too deep");
                    }
                    return stats.domainsOf(links);
                })
                .run(() -> storage().clickInbox().depth().batches() > 0);

        assertThat(countedOf(link)).isEqualTo(2);
        assertThat(dead("refused")).isEqualTo(1);
    }

    @Test
    void run_storeFailsOnEverythingForAWhile_buriesNothing() {
        long link = newLink();
        WatchedStats stats = new WatchedStats(storage().stats());
        AtomicInteger failures = new AtomicInteger();
        stats.hinder((real, batches, counted) -> {
            if (!counted.rollups().isEmpty() && failures.incrementAndGet() <= 30) {
                throw new IllegalStateException("permission denied");
            }
            return real.apply(batches, counted);
        });
        for (int i = 0; i < 6; i++) {
            handOver(clicks.visit(link));
        }
        handOver(clicks.garbage(64));

        runUntilEmpty(stats);

        assertThat(countedOf(link)).isEqualTo(6);
        assertThat(dead("refused")).isZero();
    }

    @Test
    void run_groupIsTooLargeForTheStore_isMadeSmaller() {
        long link = newLink();
        WatchedStats stats = new WatchedStats(storage().stats());
        stats.hinder((real, batches, counted) -> {
            if (counted.clicks().size() > 1_500) {
                throw new StorageUnavailable("the statement took too long");
            }
            return real.apply(batches, counted);
        });
        for (int i = 0; i < 30; i++) {
            for (int click = 0; click < 100; click++) {
                clicks.visit(link);
            }
            handOver(clicks);
        }

        runUntilEmpty(stats);

        assertThat(countedOf(link)).isEqualTo(3_000);
    }

    @Test
    void run_clickArrives_isVisibleWithinTwoSeconds() throws InterruptedException {
        long link = newLink();
        AtomicBoolean over = new AtomicBoolean();
        ClickCounter counter = counter(storage().stats());
        Thread running = Thread.ofPlatform().start(() -> counter.run(() -> !over.get()));
        handOver(clicks.visit(link));
        await().until(() -> countedOf(link) == 1);

        handOver(clicks.visit(link));

        await().atMost(Duration.ofMillis(1_500)).until(() -> countedOf(link) == 2);
        over.set(true);
        running.join();
    }

    private long newLink() {
        String name = "link-" + UNIQUE.incrementAndGet();
        LinkDraft draft = new LinkDraft(
                name, 1, 1, new Code(name), LinkContent.to(new Target("https://example.com/")), NOW, "key", null);
        return storage().links().create(List.of(draft)).getFirst() instanceof Creation.Created created
                ? created.link().number()
                : -1;
    }

    private void handOver(Clicks some) {
        ClickInbox inbox = storage().clickInbox();
        var batch = some.batch();
        assertThat(inbox.append(batch, NOW)).isEqualTo(batch.to());
    }

    private ClickCounter counter(Stats stats) {
        return counter(stats, stats::domainsOf);
    }

    private ClickCounter counter(Stats stats, Function<Collection<Long>, Map<Long, Long>> domainsOf) {
        ExecutorService tallying = WorkerService.tallyingThread();
        executors.add(tallying);
        ClickTally tally = new ClickTally(new Judge(null, System::nanoTime), domainsOf, InstantSource.fixed(NOW));
        return new ClickCounter(
                storage().clickInbox(), stats, tally, tallying, Duration.ofMillis(25), System::nanoTime, meters);
    }

    private void runUntilEmpty(Stats stats) {
        counter(stats).run(() -> storage().clickInbox().depth().batches() > 0);
        assertThat(storage().clickInbox().waiting(1)).isEmpty();
    }

    private long countedOf(long link) {
        return storage()
                .stats()
                .rollups(
                        List.of(new Scope.OfLink(link)),
                        Clicks.AT.minus(Duration.ofDays(1)),
                        Clicks.AT.plus(Duration.ofDays(1)),
                        Set.of())
                .stream()
                .mapToLong(span -> span.rollup().clicks().total())
                .sum();
    }

    private List<CountedClick> keptOf(long link) {
        return storage()
                .stats()
                .clicks(link, Clicks.AT.minus(Duration.ofDays(1)), Clicks.AT.plus(Duration.ofDays(1)), null, 10_000)
                .clicks();
    }

    private double dead(String reason) {
        return meters.get("terse.clicks.dead").tag("reason", reason).counter().count();
    }
}
