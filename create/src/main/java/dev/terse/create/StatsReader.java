package dev.terse.create;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.ClickPage;
import dev.terse.stats.Stats.Part;
import dev.terse.stats.Stats.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a question about clicks needs, and no more of it at once than fits into memory however much there is. */
final class StatsReader {
    /** Single clicks that are looked at for one answer. */
    static final int MAX_CLICKS = 1_000_000;

    private static final int CLICKS_AT_ONCE = 10_000;
    private static final int SCOPES_AT_ONCE = 100;
    /** Days of rollups, of all scopes together; a year of one scope is read in one go. */
    private static final int DAYS_AT_ONCE = 400;

    private final Stats stats;

    StatsReader(Stats stats) {
        this.stats = stats;
    }

    /** The answer to a question without filters. */
    StatsResult rollups(StatsQuestion question, List<Scope> scopes) {
        StatsSum sum = new StatsSum(question);
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (!question.groups().isEmpty()) {
            parts.add(Part.VALUES);
        }
        if (question.audience().counts(Kind.HUMAN)) {
            parts.add(Part.VISITORS);
            if (question.cutsDays()) {
                parts.add(Part.HOURS);
            }
        }
        int scopesAtOnce = Math.clamp(scopes.size(), 1, SCOPES_AT_ONCE);
        Duration daysAtOnce = Duration.ofDays(DAYS_AT_ONCE / scopesAtOnce);
        Instant begin = question.from();
        while (begin.isBefore(question.to())) {
            // Ends at a midnight, because a folded day reaches over any other end and would come twice.
            Instant midnight = begin.plus(daysAtOnce).truncatedTo(ChronoUnit.DAYS);
            Instant end = midnight.isBefore(question.to()) ? midnight : question.to();
            for (int i = 0; i < scopes.size(); i += scopesAtOnce) {
                List<Scope> some = scopes.subList(i, Math.min(i + scopesAtOnce, scopes.size()));
                for (Span span : stats.rollups(some, begin, end, parts)) {
                    sum.add(span);
                }
            }
            sum.endDays();
            begin = end;
        }
        return sum.result();
    }

    /**
     * The answer from single clicks, those that pass the filters.
     *
     * @param links their numbers
     * @return empty where more than {@link #MAX_CLICKS} would have to be looked at
     */
    Optional<StatsResult> clicks(StatsQuestion question, List<Long> links) {
        StatsSum sum = new StatsSum(question);
        int looked = 0;
        for (long link : links) {
            Stats.Position before = null;
            do {
                ClickPage page = stats.clicks(link, question.from(), question.to(), before, CLICKS_AT_ONCE);
                looked += page.clicks().size();
                if (looked > MAX_CLICKS) {
                    return Optional.empty();
                }
                for (CountedClick click : page.clicks()) {
                    if (passes(click, question.filters())) {
                        sum.add(click);
                    }
                }
                before = page.next();
            } while (before != null);
        }
        return Optional.of(sum.result());
    }

    private static boolean passes(CountedClick click, Map<Dimension, String> filters) {
        for (Map.Entry<Dimension, String> filter : filters.entrySet()) {
            if (!filter.getValue().equals(click.values().get(filter.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
