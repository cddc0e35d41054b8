package dev.terse.create;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Counts in memory that a test sets. Knows the questions only. */
final class FakeStats implements Stats {
    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<CountedClick> clicks = new CopyOnWriteArrayList<>();
    final List<Tally> tallies = new CopyOnWriteArrayList<>();
    /** The spans of time that rollups were asked for. */
    final List<Duration> asked = new CopyOnWriteArrayList<>();

    volatile Instant keptFrom = Instant.EPOCH;
    volatile Set<Part> parts = Set.of();
    /** Run where rollups are asked for. */
    volatile Runnable reading = () -> {};
    /** Thrown where tallies are asked for. */
    volatile @Nullable Error error;

    private final Runnable answer;

    /** @param answer run by every question; throws where it has no answer */
    FakeStats(Runnable answer) {
        this.answer = answer;
    }

    @Override
    public List<Span> rollups(Collection<Scope> scopes, Instant from, Instant to, Set<Part> parts) {
        answer.run();
        reading.run();
        this.parts = Set.copyOf(parts);
        asked.add(Duration.between(from, to));
        return spans.stream()
                .filter(span -> scopes.contains(span.scope())
                        && span.from().isBefore(to)
                        && span.from().plus(Duration.ofHours(span.hours())).isAfter(from))
                .toList();
    }

    @Override
    public ClickPage clicks(long link, Instant from, Instant to, @Nullable Position before, int limit) {
        answer.run();
        List<CountedClick> found = new ArrayList<>(clicks.stream()
                .filter(click -> click.link() == link
                        && click.atMillis() >= from.toEpochMilli()
                        && click.atMillis() < to.toEpochMilli())
                .sorted(Comparator.comparingLong(CountedClick::atMillis).reversed())
                .toList());
        int skip = before == null ? 0 : before.skip();
        List<CountedClick> page = found.subList(skip, Math.min(skip + limit, found.size()));
        int end = skip + page.size();
        return new ClickPage(List.copyOf(page), end < found.size() ? new Position(0, end) : null);
    }

    @Override
    public Instant clicksKeptFrom() {
        answer.run();
        return keptFrom;
    }

    @Override
    public Tallies talliesAfter(long number) {
        answer.run();
        Error thrown = error;
        if (thrown != null) {
            throw thrown;
        }
        List<Tally> all = List.copyOf(tallies);
        return new Tallies(
                all.isEmpty() ? 0 : all.getLast().number(),
                all.stream().filter(tally -> tally.number() > number).toList());
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
    public Map<Long, Long> domainsOf(Collection<Long> links) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long rankLinksAfter(long after) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int foldHoursBefore(Instant instant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compactClicksBefore(Instant instant) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int pruneClicksBefore(Instant instant) {
        throw new UnsupportedOperationException();
    }
}
