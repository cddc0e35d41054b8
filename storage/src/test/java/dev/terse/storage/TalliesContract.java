package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.link.Link;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Tallies;
import dev.terse.stats.Stats.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is told of clicks as they are counted. */
abstract class TalliesContract extends StorageContract {
    private static final long HOUR = NOW.getEpochSecond() / 3_600;

    private void count(Scope... scopes) {
        Map<Stats.Hour, Rollup> rollups = new HashMap<>();
        for (Scope scope : scopes) {
            Rollup rollup = rollups.computeIfAbsent(new Stats.Hour(scope, HOUR), _ -> new Rollup());
            rollup.add(Kind.HUMAN, 0, 1, Map.of());
            rollup.add(Kind.HUMAN, 3, 1, Map.of());
            rollup.add(Kind.BOT, 1, 0, Map.of());
            Rollup before = rollups.computeIfAbsent(new Stats.Hour(scope, HOUR - 1), _ -> new Rollup());
            before.add(Kind.PRELOAD, 0, 0, Map.of());
        }
        assertThat(storage.stats().apply(List.of(), new Stats.Counted(rollups, List.of(), List.of())))
                .isTrue();
    }

    @Test
    void talliesAfter_whatWasCounted_isToldByScopeOverAllHours() {
        Link link = create(draft());
        Tallies before = storage.stats().talliesAfter(Long.MAX_VALUE);
        assertThat(before.tallies()).isEmpty();
        count(new Scope.OfLink(link.number()), new Scope.OfDomain(1));
        Tallies after = storage.stats().talliesAfter(before.newest());
        assertThat(after.newest()).isEqualTo(before.newest() + 1);
        assertThat(after.tallies())
                .containsExactly(new Tally(
                        before.newest() + 1,
                        Map.of(
                                new Scope.OfLink(link.number()), new Clicks(2, 1, 1),
                                new Scope.OfDomain(1), new Clicks(2, 1, 1))));
        assertThat(storage.stats().talliesAfter(after.newest()).tallies()).isEmpty();
    }

    @Test
    void talliesAfter_nothingCounted_hasNoTally() {
        long newest = storage.stats().talliesAfter(0).newest();
        storage.stats().apply(List.of(), new Stats.Counted(Map.of(), List.of(), List.of()));
        assertThat(storage.stats().talliesAfter(0).newest()).isEqualTo(newest);
    }

    @Test
    void talliesAfter_manyCounted_keepsTheNewestWithoutAGap() {
        Link link = create(draft());
        Scope scope = new Scope.OfLink(link.number());
        for (int i = 0; i < Stats.TALLIES_KEPT + 3; i++) {
            count(scope);
        }
        Tallies kept = storage.stats().talliesAfter(0);
        assertThat(kept.tallies())
                .extracting(Tally::number)
                .containsExactlyElementsOf(LongStream.rangeClosed(kept.newest() - Stats.TALLIES_KEPT + 1, kept.newest())
                        .boxed()
                        .toList());
    }

    @Test
    void talliesAfter_manyCountAtOnce_seesEachOnceInOrder() {
        Link link = create(draft());
        Scope scope = new Scope.OfLink(link.number());
        long known = storage.stats().talliesAfter(Long.MAX_VALUE).newest();
        List<Long> seen = new ArrayList<>();
        int counters = 4;
        int each = 10;
        Thread watcher = Thread.ofVirtual().start(() -> {
            long position = known;
            while (seen.size() < counters * each && !Thread.currentThread().isInterrupted()) {
                for (Tally tally : storage.stats().talliesAfter(position).tallies()) {
                    seen.add(tally.number());
                    position = tally.number();
                }
            }
        });
        inParallel(counters, () -> {
            for (int i = 0; i < each; i++) {
                count(scope);
            }
            return true;
        });
        try {
            watcher.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        watcher.interrupt();
        assertThat(seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(known + 1, known + (long) counters * each)
                        .boxed()
                        .toList());
    }

    @Test
    void findByNumbers_someDeletedOrUnknown_findsTheOthers() {
        Link one = create(draft());
        Link two = create(draft());
        Link gone = create(draft());
        storage.links().delete(workspace, gone.id(), null, NOW);
        List<Long> numbers = List.of(two.number(), gone.number(), one.number(), Long.MAX_VALUE);
        assertThat(storage.links().findByNumbers(workspace, numbers))
                .extracting(Link::id)
                .containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(storage.links().findByNumbers(workspace + 1, numbers)).isEmpty();
        assertThat(storage.links().findByNumbers(workspace, List.of())).isEmpty();
    }
}
