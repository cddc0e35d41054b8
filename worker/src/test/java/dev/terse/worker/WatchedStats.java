package dev.terse.worker;

import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stats whose changes a test may hinder. */
final class WatchedStats implements Stats {
    private final Stats stats;
    private volatile Hindrance hindrance = Stats::apply;

    WatchedStats(Stats stats) {
        this.stats = stats;
    }

    /** What is done in place of applying. */
    interface Hindrance {
        boolean apply(Stats stats, List<Long> batches, Counted counted);
    }

    void hinder(Hindrance how) {
        hindrance = how;
    }

    @Override
    public Ready ready(Counted counted) {
        return stats.ready(counted);
    }

    @Override
    public Applied apply(List<Long> batches, Ready ready) {
        return new Applied(hindrance.apply(stats, batches, ready.counted()), Duration.ZERO);
    }

    @Override
    public Tallies talliesAfter(long number) {
        return stats.talliesAfter(number);
    }

    @Override
    public Map<Long, Long> domainsOf(Collection<Long> links) {
        return stats.domainsOf(links);
    }

    @Override
    public List<Span> rollups(Collection<Scope> scopes, Instant from, Instant to, Set<Part> parts) {
        return stats.rollups(scopes, from, to, parts);
    }

    @Override
    public ClickPage clicks(long link, Instant from, Instant to, @Nullable Position before, int limit) {
        return stats.clicks(link, from, to, before, limit);
    }

    @Override
    public Instant clicksKeptFrom() {
        return stats.clicksKeptFrom();
    }

    @Override
    public long rankLinksAfter(long after) {
        return stats.rankLinksAfter(after);
    }

    @Override
    public int foldHoursBefore(Instant instant) {
        return stats.foldHoursBefore(instant);
    }

    @Override
    public int compactClicksBefore(Instant instant) {
        return stats.compactClicksBefore(instant);
    }

    @Override
    public int pruneClicksBefore(Instant instant) {
        return stats.pruneClicksBefore(instant);
    }
}
