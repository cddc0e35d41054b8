package dev.terse.create;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The pieces that a series of counts is cut into, by the calendar of a time zone: a day may have 23 or 25 hours, and begins
 * at its first instant where its midnight is skipped; weeks begin on Monday.
 */
enum Interval {
    HOUR,
    DAY,
    WEEK,
    MONTH;

    /** The interval's name in the API. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Interval> parse(String text) {
        for (Interval interval : values()) {
            if (interval.text().equals(text)) {
                return Optional.of(interval);
            }
        }
        return Optional.empty();
    }

    /**
     * When the intervals begin that a span touches: the first one holds {@code from}, the last one begins before
     * {@code to}. Of more than {@code max} the first {@code max + 1}.
     */
    List<Instant> starts(Instant from, Instant to, ZoneId zone, int max) {
        List<Instant> starts = new ArrayList<>();
        Instant start = startOf(from, zone);
        // Where clocks go back by half an hour, a piece that ended may lie between the full hour and the instant.
        for (Instant next = next(start, zone); !next.isAfter(from); next = next(start, zone)) {
            start = next;
        }
        while (start.isBefore(to) && starts.size() <= max) {
            starts.add(start);
            start = next(start, zone);
        }
        return starts;
    }

    private Instant startOf(Instant instant, ZoneId zone) {
        ZonedDateTime local = instant.atZone(zone);
        LocalDate date = local.toLocalDate();
        return switch (this) {
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> midnight(date, zone);
            case WEEK -> midnight(date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), zone);
            case MONTH -> midnight(date.withDayOfMonth(1), zone);
        };
    }

    private Instant next(Instant start, ZoneId zone) {
        LocalDate date = start.atZone(zone).toLocalDate();
        return switch (this) {
            case HOUR -> nextHour(start, zone);
            case DAY -> midnight(date.plusDays(1), zone);
            case WEEK -> midnight(date.plusWeeks(1), zone);
            case MONTH -> midnight(date.plusMonths(1), zone);
        };
    }

    /** Where a zone moves its clocks by half an hour, the hour of the change has 30 minutes or is followed by such a piece. */
    private static Instant nextHour(Instant start, ZoneId zone) {
        Instant later = start.plus(1, ChronoUnit.HOURS);
        Instant next = later.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        return next.isAfter(start) ? next : later;
    }

    /** The first instant of a day. */
    static Instant midnight(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }
}
