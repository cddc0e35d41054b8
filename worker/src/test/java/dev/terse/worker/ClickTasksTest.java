package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.VisitorHash;
import dev.terse.click.VisitorKeys;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClickTasksTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-06-30T12:34:56Z"));

    private final List<String> calls = new ArrayList<>();
    private int pieces = 2;

    @ParameterizedTest
    @CsvSource({
        "fold-hours, fold hours before 2026-06-29T00:00:00Z",
        "compact-clicks, compact clicks before 2026-06-30T10:00:00Z",
        "prune-clicks, prune clicks before 2026-05-31T12:34:56Z",
        "destroy-visitor-keys, destroy keys before 2026-06-29",
    })
    void run_moreThanOnePiece_repeatsUntilNothingIsLeft(String name, String call) {
        task(name).run(() -> true);

        assertThat(calls).containsExactly(call, call, call);
    }

    @ParameterizedTest
    @CsvSource({"fold-hours", "compact-clicks", "prune-clicks", "destroy-visitor-keys"})
    void run_workerStops_endsAfterThePiece(String name) {
        pieces = 1_000;
        AtomicInteger asked = new AtomicInteger();

        task(name).run(() -> asked.incrementAndGet() <= 2);

        assertThat(calls).hasSize(2);
    }

    private WorkerTask task(String name) {
        return WorkerService.clickTasks(new Counts(), new Keys(), WorkerSettings.DEFAULT, CLOCK).stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int piece(String call) {
        calls.add(call);
        return pieces-- > 0 ? 100 : 0;
    }

    private final class Keys implements VisitorKeys {
        @Override
        public int destroyBefore(LocalDate day) {
            return piece("destroy keys before " + day);
        }

        @Override
        public VisitorHash of(LocalDate day) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Counts implements Stats {
        @Override
        public int foldHoursBefore(Instant instant) {
            return piece("fold hours before " + instant);
        }

        @Override
        public int compactClicksBefore(Instant instant) {
            return piece("compact clicks before " + instant);
        }

        @Override
        public int pruneClicksBefore(Instant instant) {
            return piece("prune clicks before " + instant);
        }

        @Override
        public long rankLinksAfter(long after) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Ready ready(Counted counted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Applied apply(List<Long> batches, Ready ready) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tallies talliesAfter(long number) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<Long, Long> domainsOf(Collection<Long> links) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Span> rollups(Collection<Scope> scopes, Instant from, Instant to, Set<Part> parts) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClickPage clicks(long link, Instant from, Instant to, @Nullable Position before, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant clicksKeptFrom() {
            throw new UnsupportedOperationException();
        }
    }
}
