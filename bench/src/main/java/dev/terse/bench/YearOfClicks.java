package dev.terse.bench;

import dev.terse.stats.ClickValues;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clicks of a year on one link, and some on others, as the rollups that a worker makes of them. Values are spread by Zipf's
 * law; one click in ten is a bot's, one in fifty a preload.
 */
final class YearOfClicks {
    static final int DAYS = 365;

    private static final int QUARTERS = 4;
    private static final int DAILY_VISITORS = 20_000;
    private static final int DRAWS = 1 << 12;
    private static final int CLICKS_OF_OTHERS = 10;

    private final RandomGenerator random;
    private final Map<Dimension, String[]> people = new EnumMap<>(Dimension.class);
    private final String[] automation;

    YearOfClicks(RandomGenerator random) {
        this.random = random;
        people.put(Dimension.REFERRER, drawn("https://www.site-%03d.example", 100));
        people.put(Dimension.BROWSER, drawn("Browser %d", 15));
        people.put(Dimension.SYSTEM, drawn("System %d", 10));
        people.put(Dimension.DEVICE, drawn("device-%d", 5));
        people.put(
                Dimension.COUNTRY,
                drawn(country -> "" + (char) ('A' + country % 26) + (char) ('A' + country / 26), 60));
        people.put(Dimension.REGION, drawn("DE-R%03d", 100));
        people.put(Dimension.CITY, drawn("City of Number %03d, DE", 300));
        people.put(
                Dimension.LANGUAGE,
                drawn(language -> "" + (char) ('a' + language % 26) + (char) ('a' + language / 26), 40));
        people.put(Dimension.UTM_SOURCE, drawn("source-%02d", 20));
        people.put(Dimension.UTM_MEDIUM, drawn("medium-%d", 8));
        people.put(Dimension.UTM_CAMPAIGN, drawn("campaign of week %02d", 50));
        people.put(Dimension.UTM_TERM, drawn("some words that were searched %02d", 80));
        people.put(Dimension.UTM_CONTENT, drawn("button-%02d", 30));
        automation = drawn("Crawler %02d", 30);
    }

    private String[] drawn(String form, int values) {
        return drawn(value -> String.format(Locale.ROOT, form, value), values);
    }

    /** Values of which each comes as often as it should, to be drawn from at random. */
    private String[] drawn(IntFunction<String> naming, int values) {
        Zipf ranks = new Zipf(values);
        return IntStream.range(0, DRAWS)
                .mapToObj(draw -> naming.apply(ranks.rankAt((draw + 0.5) / DRAWS)))
                .toArray(String[]::new);
    }

    /**
     * Has them counted, a day at a time.
     *
     * @param to when the year ends, at a midnight in UTC
     * @param link the number of the one link
     * @param others those of the other links
     */
    void count(Stats stats, Instant to, long clicks, long link, long domain, long[] others) {
        Instant from = to.minus(Duration.ofDays(DAYS));
        for (int day = 0; day < DAYS; day++) {
            long first = from.plus(day, ChronoUnit.DAYS).getEpochSecond() / 3_600;
            Map<Stats.Hour, Rollup> rollups = new HashMap<>();
            long made = clicks * day / DAYS;
            long ofDay = clicks * (day + 1) / DAYS - made;
            for (long i = 0; i < ofDay; i++) {
                add(rollups, link, domain, first + 24 * i / ofDay, day);
            }
            for (int i = day; i < others.length * CLICKS_OF_OTHERS; i += DAYS) {
                add(rollups, others[i % others.length], domain, first + random.nextInt(24), day);
            }
            if (!stats.apply(List.of(), new Stats.Counted(rollups, List.of(), List.of()))) {
                throw new ScenarioFailure("the store did not take what was counted");
            }
        }
    }

    private void add(Map<Stats.Hour, Rollup> rollups, long link, long domain, long hour, int day) {
        int chance = random.nextInt(100);
        Kind kind = chance < 2 ? Kind.PRELOAD : chance < 12 ? Kind.BOT : Kind.HUMAN;
        long visitor = (day * (long) DAILY_VISITORS + random.nextInt(DAILY_VISITORS) + 1) * 0x9E3779B97F4A7C15L;
        int quarter = random.nextInt(QUARTERS);
        ClickValues values = values(kind);
        for (Scope scope : List.of(new Scope.OfLink(link), new Scope.OfDomain(domain))) {
            rollups.computeIfAbsent(new Stats.Hour(scope, hour), _ -> new Rollup())
                    .add(kind, quarter, visitor, values);
        }
    }

    /** Bots have little to tell; half of the people come from a page, a quarter by a campaign. */
    private ClickValues values(Kind kind) {
        @Nullable String[] values = new @Nullable String[Dimension.count()];
        if (kind != Kind.HUMAN) {
            values[Dimension.AUTOMATION.code()] = automation[random.nextInt(DRAWS)];
            values[Dimension.COUNTRY.code()] = drawnOf(Dimension.COUNTRY);
            return ClickValues.of(values);
        }
        int chance = random.nextInt(4);
        people.forEach((dimension, _) -> {
            boolean known = switch (dimension) {
                case REFERRER -> chance < 2;
                case UTM_SOURCE, UTM_MEDIUM, UTM_CAMPAIGN, UTM_TERM, UTM_CONTENT -> chance == 3;
                default -> true;
            };
            if (known) {
                values[dimension.code()] = drawnOf(dimension);
            }
        });
        return ClickValues.of(values);
    }

    private String drawnOf(Dimension dimension) {
        String[] drawn = people.get(dimension);
        if (drawn == null) {
            throw new IllegalArgumentException("people have no " + dimension);
        }
        return drawn[random.nextInt(DRAWS)];
    }
}
