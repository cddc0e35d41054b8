package dev.terse.stats;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The clicks that were counted. */
public interface Stats {
    /**
     * Adds what batches came to, and removes them from the inbox, in one transaction: rollups and totals of links are
     * merged with those that are there, clicks and dead clicks are kept. Any number of callers may try; batches that
     * another has applied meanwhile are noticed.
     *
     * @param batches their numbers in the inbox
     * @return false where one of the batches is no longer there; then nothing was changed
     */
    default boolean apply(List<Long> batches, Counted counted) {
        return apply(batches, ready(counted)).isDone();
    }

    /**
     * Does what {@link #apply(List, Ready)} needs no store for, on whatever thread has time for it.
     *
     * @param counted is not to be changed any more
     */
    Ready ready(Counted counted);

    /**
     * Like {@link #apply(List, Counted)}, in less time.
     *
     * @param ready from the same stats
     */
    Applied apply(List<Long> batches, Ready ready);

    /**
     * What became of what was to be applied.
     *
     * @param isDone false where one of the batches was no longer there
     * @param writing how long the store worked to write it; nobody else writes to an embedded one meanwhile
     */
    record Applied(boolean isDone, Duration writing) {}

    /** What some batches came to, as the store takes it. */
    interface Ready {
        Counted counted();
    }

    /**
     * What some batches came to.
     *
     * @param rollups by scope and hour, those of links and of their domains; the totals of a link are the sum of its
     * @param clicks in any order, to be kept for as long as single clicks are
     */
    record Counted(Map<Hour, Rollup> rollups, List<CountedClick> clicks, List<DeadClick> dead) {}

    /**
     * An hour of a scope.
     *
     * @param hour the hours since 1970-01-01T00:00:00Z
     */
    record Hour(Scope scope, long hour) {}

    /**
     * What was counted lately, the oldest first: one tally for each {@link #apply} that had rollups. Of those that were
     * ever made the newest {@value #TALLIES_KEPT} at least are there.
     *
     * @param number only tallies with a higher one are wanted
     */
    Tallies talliesAfter(long number);

    /** How many tallies are kept at least. */
    int TALLIES_KEPT = 256;

    /**
     * Some tallies, in order.
     *
     * @param newest the number of the newest one of all, 0 where none was made yet
     */
    record Tallies(long newest, List<Tally> tallies) {}

    /**
     * What one {@link #apply} added.
     *
     * @param number 1 and up, one more with every tally; a tally that can be seen has none to come before it
     * @param clicks by scope, those of links and of their domains
     */
    record Tally(long number, Map<Scope, Rollup.Clicks> clicks) {}

    /** The domain of each of these links; a number that no link ever had is not in the answer. */
    Map<Long, Long> domainsOf(Collection<Long> links);

    /**
     * The rollups of these scopes in a span of time, in the order of their times. One that reaches over an end of the span
     * is in it: days do, where the span begins or ends inside a folded one whose hours are no longer kept.
     *
     * <p>The values of days that make up a whole month in UTC may come as those of the month, and those of hours that make
     * up a whole day as those of the day, in a rollup that has nothing else. What can't be read is left out, and told of in
     * the log.
     *
     * @param from inclusive
     * @param to exclusive
     * @param parts what is read of each; the rest is empty
     */
    List<Span> rollups(Collection<Scope> scopes, Instant from, Instant to, Set<Part> parts);

    /**
     * A rollup and the time it covers.
     *
     * @param hours 1, or 24 for a folded day, which begins at midnight UTC, or more for the values of a month
     */
    record Span(Scope scope, Instant from, int hours, Rollup rollup) {
        /** Whether this has nothing but values, of clicks that come in other spans. */
        public boolean isValuesOnly() {
            return hours > 1 && !rollup.hasClicks();
        }
    }

    /** The parts of a rollup that can be read without the others, and how finely. */
    enum Part {
        VALUES,
        VISITORS,
        /**
         * The hours of folded days while they are kept, in place of the day. Without it they come only where an end of the
         * span cuts the day.
         */
        HOURS
    }

    /**
     * Single clicks of a link, the newest first.
     *
     * @param from inclusive
     * @param before where the last page ended, or null
     * @param limit 1 and up
     */
    ClickPage clicks(long link, Instant from, Instant to, @Nullable Position before, int limit);

    /** Clicks, and where the next page begins; null where there is none. */
    record ClickPage(List<CountedClick> clicks, @Nullable Position next) {}

    /** A place among the clicks of a link: after {@code skip} of those that were made at {@code atMillis}. */
    record Position(long atMillis, int skip) {}

    /** When the clicks begin that are still kept one by one: those of the whole hours after it are all there. */
    Instant clicksKeptFrom();

    /**
     * Puts links that got clicks in order, a bounded piece of them; until then {@link
     * dev.terse.link.LinkQuery.Sort#CLICKS} has them where they were.
     *
     * @param after the number that the last piece ended at, 0 for the first one
     * @return the number that this one ended at, 0 where nothing is left
     */
    long rankLinksAfter(long after);

    /** How long the hours of a folded day are kept beside it. */
    Duration HOURS_KEPT = Duration.ofDays(34);

    /**
     * Folds hours that ended before {@code instant} into days, and forgets the hours of those that ended {@link
     * #HOURS_KEPT} before; a bounded piece of it.
     *
     * @return how many were folded or forgotten
     */
    int foldHoursBefore(Instant instant);

    /** Merges clicks that were kept in small pieces, a bounded piece of it, and says how many pieces it took. */
    int compactClicksBefore(Instant instant);

    /** Removes single clicks of hours that ended before {@code instant}, a bounded piece of it. */
    int pruneClicksBefore(Instant instant);
}
