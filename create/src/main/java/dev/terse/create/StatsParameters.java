package dev.terse.create;

import dev.terse.stats.Dimension;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what a request wants to know about clicks. */
final class StatsParameters {
    static final int MAX_POINTS = 2_000;
    static final int MAX_YEARS = 10;
    static final int MAX_VALUES = 100;

    /** The last end of a quarter of an hour that a time can name. */
    private static final Instant LAST_END = Instant.parse("9999-12-31T23:45:00Z");

    private static final int DEFAULT_VALUES = 10;
    private static final int DEFAULT_DAYS = 30;

    private StatsParameters() {}

    /** The parameters that every call for stats knows, and {@code more}. */
    static String[] names(String... more) {
        List<String> names = new ArrayList<>(List.of("from", "to", "timezone", "interval", "groupBy", "limit", "bots"));
        names.addAll(DimensionNames.all());
        names.addAll(List.of(more));
        return names.toArray(String[]::new);
    }

    /**
     * The question of a request. What is wrong with it is added to the mistakes of the parameters; the answer then means
     * nothing.
     *
     * @param clicksKeptFrom asked only where there are filters: when the single clicks begin that they need
     */
    static StatsQuestion read(QueryParameters parameters, Instant now, Supplier<Instant> clicksKeptFrom) {
        Mistakes mistakes = parameters.mistakes();
        TimeParameters times = new TimeParameters(parameters);
        ZoneId zone = times.named();
        Map<Dimension, String> filters = filters(parameters);
        Instant keptFrom = filters.isEmpty() ? null : wholeHourFrom(clicksKeptFrom.get());
        Instant to = times.instant("to");
        if (to == null) {
            to = now;
        } else if (to.isAfter(LAST_END)) {
            mistakes.add("to", FieldType.OUT_OF_RANGE, "Give an end up to " + LAST_END + ".");
        }
        Instant from = times.instant("from");
        if (from == null) {
            from = preset(to, zone, keptFrom);
        }
        String field = parameters.isGiven("from") ? "from" : "to";
        if (mistakes.isEmpty()) {
            checkSpan(field, from, to, zone, mistakes);
        }
        if (keptFrom != null && mistakes.isEmpty() && from.isBefore(keptFrom)) {
            mistakes.add(
                    field,
                    FieldType.OUT_OF_RANGE,
                    "Filters look at single clicks, which are kept since " + keptFrom
                            + "; choose a span from then on, or leave the filters out.");
        }
        from = StatsQuestion.beginOf(StatsQuestion.quarterOf(from));
        to = StatsQuestion.beginOf(StatsQuestion.quarterOf(to.minusMillis(1)) + 1);
        Interval interval = interval(parameters);
        List<Instant> starts = interval == null ? List.of() : interval.starts(from, to, zone, MAX_POINTS);
        if (starts.size() > MAX_POINTS) {
            mistakes.add(
                    "interval",
                    FieldType.OUT_OF_RANGE,
                    "A series has " + MAX_POINTS + " points at most; choose a larger interval or a shorter span.");
        }
        return new StatsQuestion(
                from,
                to,
                zone,
                interval,
                starts,
                groups(parameters),
                parameters.number("limit", 1, MAX_VALUES, DEFAULT_VALUES),
                audience(parameters),
                filters);
    }

    /** A midnight, so that the span is made of whole days but for its last. */
    private static Instant preset(Instant to, ZoneId zone, @Nullable Instant keptFrom) {
        Instant midnight = Interval.midnight(to.atZone(zone).toLocalDate().minusDays(DEFAULT_DAYS), zone);
        Instant from = midnight.isBefore(Timestamps.MIN) ? Timestamps.MIN : midnight;
        return keptFrom != null && from.isBefore(keptFrom) && keptFrom.isBefore(to) ? keptFrom : from;
    }

    private static Instant wholeHourFrom(Instant instant) {
        Instant hour = instant.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(instant) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    private static void checkSpan(String field, Instant from, Instant to, ZoneId zone, Mistakes mistakes) {
        if (!from.isBefore(to)) {
            mistakes.add(field, FieldType.OUT_OF_RANGE, "Give a span that begins before it ends: to is exclusive.");
        } else if (from.atZone(zone).plusYears(MAX_YEARS).toInstant().isBefore(to)) {
            mistakes.add(field, FieldType.OUT_OF_RANGE, "Give a span of " + MAX_YEARS + " years at most.");
        }
    }

    private static @Nullable Interval interval(QueryParameters parameters) {
        String name = parameters.value("interval").orElse(null);
        if (name == null) {
            return null;
        }
        Interval interval = Interval.parse(name).orElse(null);
        if (interval == null) {
            parameters.mistakes().add("interval", FieldType.OUT_OF_RANGE, "Give hour, day, week or month.");
        }
        return interval;
    }

    private static Audience audience(QueryParameters parameters) {
        String name = parameters.value("bots").orElse(Audience.INCLUDE.text());
        Audience audience = Audience.parse(name).orElse(null);
        if (audience == null) {
            parameters.mistakes().add("bots", FieldType.OUT_OF_RANGE, "Give include, exclude or only.");
            return Audience.INCLUDE;
        }
        return audience;
    }

    private static List<Dimension> groups(QueryParameters parameters) {
        String text = parameters.value("groupBy").orElse(null);
        if (text == null) {
            return List.of();
        }
        Set<Dimension> dimensions = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            Dimension dimension = DimensionNames.parse(name).orElse(null);
            if (dimension == null || !dimensions.add(dimension)) {
                parameters
                        .mistakes()
                        .add(
                                "groupBy",
                                FieldType.OUT_OF_RANGE,
                                "Give one or more of these, each once, with commas between them: "
                                        + String.join(", ", DimensionNames.all()) + ".");
                return List.of();
            }
        }
        return List.copyOf(dimensions);
    }

    private static Map<Dimension, String> filters(QueryParameters parameters) {
        Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            String value = parameters.text(DimensionNames.of(dimension));
            if (value != null) {
                filters.put(dimension, value);
            }
        }
        return filters;
    }
}
