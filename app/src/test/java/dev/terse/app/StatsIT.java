package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import dev.terse.key.Scope;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Stats;
import dev.terse.storage.SqlStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Clicks, added up, over HTTP and a real store. */
class StatsIT {
    private static final Map<Dimension, String> BERLIN =
            Map.of(Dimension.COUNTRY, "DE", Dimension.CITY, "Berlin, DE", Dimension.BROWSER, "Firefox");
    private static final Map<Dimension, String> PARIS =
            Map.of(Dimension.COUNTRY, "FR", Dimension.CITY, "Paris, FR", Dimension.BROWSER, "Firefox");
    private static final Map<Dimension, String> CRAWLER = Map.of(Dimension.AUTOMATION, "Googlebot");

    private CreateFixture terse = CreateFixture.start();
    private SqlStorage store = terse.openElsewhere();
    private String link = "";
    private String other = "";

    private void start(Engines engine) {
        stop();
        terse = CreateFixture.start(engine);
        store = terse.openElsewhere();
        link = terse.create("{\"url\": \"https://example.com/\", \"code\": \"one\", \"tags\": [\"spring\"]}");
        other = terse.create("{\"url\": \"https://example.com/\", \"code\": \"two\"}");
    }

    @AfterEach
    void stop() {
        store.close();
        terse.close();
    }

    private long number(String id) {
        return store.links()
                .find(store.installation().workspace(), id)
                .orElseThrow()
                .number();
    }

    private JsonNode get(String path) {
        Exchange answer = terse.admin().get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    private void countSome() {
        long one = number(link);
        long two = number(other);
        new CountedClicks()
                .click(one, at("2026-11-20T10:05:00Z"), Kind.HUMAN, 1, BERLIN)
                .click(one, at("2026-11-20T18:20:00Z"), Kind.HUMAN, 1, BERLIN)
                .click(one, at("2026-11-20T23:59:59.999Z"), Kind.HUMAN, 2, PARIS)
                .click(one, at("2026-11-21T00:00:00Z"), Kind.HUMAN, 3, PARIS)
                .click(one, at("2026-11-21T12:00:00Z"), Kind.BOT, 0, CRAWLER)
                .click(one, at("2026-11-21T12:00:00Z"), Kind.PRELOAD, 0, Map.of())
                .click(two, at("2026-11-21T12:30:00Z"), Kind.HUMAN, 3, Map.of())
                .apply(store.stats());
    }

    @ParameterizedTest
    @EnumSource
    void stats_ofALink_areTotalsSeriesAndGroups(Engines engine) {
        start(engine);
        countSome();
        JsonNode stats = get("/api/v1/links/" + link
                + "/stats?from=2026-11-20&to=2026-11-22&interval=day&groupBy=country,automation&limit=1");
        assertThat(stats.toString())
                .isEqualTo("{\"from\":\"2026-11-20T00:00:00Z\",\"to\":\"2026-11-22T00:00:00Z\",\"timezone\":\"UTC\","
                        + "\"interval\":\"day\",\"exact\":true,\"totals\":{\"total\":6,\"humans\":4,\"bots\":1,"
                        + "\"preloads\":1,\"dailyVisitors\":3},\"series\":[{\"start\":\"2026-11-20T00:00:00Z\","
                        + "\"total\":3,\"humans\":3,\"bots\":0,\"preloads\":0,\"dailyVisitors\":2},"
                        + "{\"start\":\"2026-11-21T00:00:00Z\",\"total\":3,\"humans\":1,\"bots\":1,\"preloads\":1,"
                        + "\"dailyVisitors\":1}],\"groups\":{\"country\":{\"values\":[{\"value\":\"DE\",\"total\":2,"
                        + "\"humans\":2,\"bots\":0}],\"other\":{\"total\":2,\"humans\":2,\"bots\":0},\"none\":{"
                        + "\"total\":1,\"humans\":0,\"bots\":1}},\"automation\":{\"values\":[{\"value\":\"Googlebot\","
                        + "\"total\":1,\"humans\":0,\"bots\":1}],\"other\":{\"total\":0,\"humans\":0,\"bots\":0},"
                        + "\"none\":{\"total\":4,\"humans\":4,\"bots\":0}}}}");
    }

    @ParameterizedTest
    @EnumSource
    void stats_foldedIntoDays_sayTheSameAndAreExactInEveryZone(Engines engine) {
        start(engine);
        countSome();
        String days = "/api/v1/links/" + link + "/stats?from=2026-11-20&to=2026-11-22&interval=day&groupBy=country";
        String kathmandu =
                "/api/v1/links/" + link + "/stats?from=2026-11-20&to=2026-11-22&interval=day&timezone=Asia/Kathmandu";
        JsonNode before = get(days);
        JsonNode there = get(kathmandu);
        // A click at 18:20 in UTC is one of the next day there, as the day begins at 18:15.
        assertThat(there.at("/series/0/total").longValue()).isEqualTo(1);
        assertThat(there.at("/series/1/total").longValue()).isEqualTo(5);
        foldAllBefore(at("2026-11-22T00:00:00Z"));
        assertThat(get(days)).isEqualTo(before);
        JsonNode folded = get(kathmandu);
        assertThat(folded.at("/series/0/total").longValue()).isEqualTo(1);
        assertThat(folded.at("/series/1/total").longValue()).isEqualTo(5);
        String ofAnHour = "/api/v1/links/" + link
                + "/stats?from=2026-11-20T10:00:00Z&to=2026-11-20T11:00:00Z&interval=hour&groupBy=country";
        JsonNode kept = get(ofAnHour);
        assertThat(kept.get("exact").booleanValue()).isTrue();
        assertThat(kept.at("/groups/country/values/0/total").longValue()).isEqualTo(1);

        foldAllBefore(at("2026-11-22T00:00:00Z").plus(Stats.HOURS_KEPT));
        assertThat(get(days)).isEqualTo(before);
        JsonNode hour = get(ofAnHour);
        assertThat(hour.at("/totals/total").longValue()).isEqualTo(1);
        assertThat(hour.get("exact").booleanValue()).isFalse();
        assertThat(hour.at("/groups/country/values/0/total").longValue())
                .as("of the day")
                .isEqualTo(2);
        assertThat(hour.at("/series/0/dailyVisitors").isNull()).isTrue();
    }

    private void foldAllBefore(Instant instant) {
        while (store.stats().foldHoursBefore(instant) > 0) {
            // A bounded piece at a time.
        }
    }

    @ParameterizedTest
    @EnumSource
    void stats_ofMany_areOfAllOrOfThoseWithATag(Engines engine) {
        start(engine);
        countSome();
        String span = "?from=2026-11-20&to=2026-11-22";
        assertThat(get("/api/v1/stats" + span).at("/totals/humans").longValue()).isEqualTo(5);
        assertThat(get("/api/v1/stats" + span).at("/totals/dailyVisitors").longValue())
                .as("who visits two links is one visitor")
                .isEqualTo(3);
        assertThat(get("/api/v1/stats" + span + "&domain=" + CreateFixture.DOMAIN)
                        .at("/totals/humans")
                        .longValue())
                .isEqualTo(5);
        assertThat(get("/api/v1/stats" + span + "&tag=spring")
                        .at("/totals/humans")
                        .longValue())
                .isEqualTo(4);
        assertThat(get("/api/v1/stats" + span + "&tag=autumn")
                        .at("/totals/total")
                        .longValue())
                .isZero();
        terse.admin().delete("/api/v1/links/" + other);
        assertThat(get("/api/v1/stats" + span).at("/totals/humans").longValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void stats_filters_areOfSingleClicksAndRefusedWhereThoseAreGone(Engines engine) {
        start(engine);
        countSome();
        for (String path : new String[] {"/api/v1/links/" + link + "/stats", "/api/v1/stats"}) {
            JsonNode stats = get(path + "?from=2026-11-20&to=2026-11-22&browser=Firefox&country=FR&groupBy=city");
            assertThat(stats.at("/totals/total").longValue()).isEqualTo(2);
            assertThat(stats.at("/groups/city/values/0/value").stringValue()).isEqualTo("Paris, FR");
            assertThat(get(path + "?from=2026-11-20&city=Berlin,+DE")
                            .at("/totals/total")
                            .longValue())
                    .isEqualTo(2);
        }
        while (store.stats().pruneClicksBefore(at("2026-11-21T00:00:00Z")) > 0) {
            // A bounded piece at a time.
        }
        String path = "/api/v1/links/" + link + "/stats?country=FR";
        assertThat(terse.admin().get(path + "&from=2026-11-20").errors()).containsExactly("from: out-of-range");
        assertThat(get(path).at("/totals/total").longValue()).isEqualTo(1);
        assertThat(get(path).get("from").stringValue()).isEqualTo("2026-11-21T00:00:00Z");
    }

    @ParameterizedTest
    @EnumSource
    void link_clicks_areThoseThatWereCounted(Engines engine) {
        start(engine);
        countSome();
        assertThat(get("/api/v1/links/" + link).get("clicks").toString())
                .isEqualTo("{\"total\":6,\"humans\":4,\"bots\":1,\"lastAt\":\"2026-11-21T12:00:00Z\"}");
        assertThat(get("/api/v1/links/" + other).at("/clicks/total").longValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void links_byTheirClicks_areListedWithTheMostFirst(Engines engine) {
        start(engine);
        String none = terse.create("{\"url\": \"https://example.com/\", \"code\": \"none\"}");
        countSome();
        assertThat(store.stats().rankLinksAfter(0)).isPositive();
        JsonNode first = get("/api/v1/links?sort=clicks&limit=2");
        assertThat(first.at("/links/0/id").stringValue()).isEqualTo(link);
        assertThat(first.at("/links/1/id").stringValue()).isEqualTo(other);
        JsonNode second = get(
                "/api/v1/links?sort=clicks&limit=2&cursor=" + first.get("next").stringValue());
        assertThat(second.at("/links/0/id").stringValue()).isEqualTo(none);
        assertThat(second.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void clicks_byPages_listEachOnceNewestFirst(Engines engine) {
        start(engine);
        countSome();
        Instant one = at("2026-11-22T09:00:00Z");
        CountedClicks more = new CountedClicks();
        for (int i = 0; i < 20; i++) {
            more.click(number(link), one.plusMillis(i / 5), Kind.HUMAN, 0, Map.of(Dimension.UTM_TERM, "t" + i));
        }
        more.apply(store.stats());
        String path = "/api/v1/links/" + link + "/clicks?limit=7";
        JsonNode page = get(path);
        int pages = 1;
        Instant last = Instant.MAX;
        Set<String> terms = new HashSet<>();
        int listed = 0;
        while (true) {
            for (JsonNode click : page.get("clicks")) {
                Instant at = at(click.get("at").stringValue());
                assertThat(at).isBeforeOrEqualTo(last);
                last = at;
                listed++;
                if (click.get("utmTerm").isString()) {
                    assertThat(terms.add(click.get("utmTerm").stringValue())).isTrue();
                }
            }
            if (page.get("next").isNull()) {
                break;
            }
            page = get(path + "&cursor=" + page.get("next").stringValue());
            pages++;
        }
        assertThat(pages).isEqualTo(4);
        assertThat(listed).isEqualTo(26);
        assertThat(terms).hasSize(20);
        JsonNode some = get("/api/v1/links/" + link + "/clicks?from=2026-11-21&to=2026-11-22");
        assertThat(some.get("clicks").size()).isEqualTo(3);
        assertThat(some.at("/clicks/2/city").stringValue()).isEqualTo("Paris, FR");
        assertThat(terse.clientWith(Scope.LINKS_READ).get(path).problem()).isEqualTo("forbidden");
        assertThat(terse.clientWith(Scope.STATS_READ).get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void stats_yearOfABusyLink_isQuick(Engines engine) {
        start(engine);
        long number = number(link);
        Instant begin = at("2025-11-22T00:00:00Z");
        for (int day = 0; day < 365; day++) {
            CountedClicks clicks = new CountedClicks();
            for (int i = 0; i < 120; i++) {
                Map<Dimension, String> values = new EnumMap<>(Dimension.class);
                for (Dimension dimension : Dimension.values()) {
                    values.put(dimension, "value of it " + i);
                }
                clicks.click(
                        number,
                        begin.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(12L * i)),
                        Kind.HUMAN,
                        i + 1L,
                        values);
            }
            clicks.apply(store.stats());
        }
        foldAllBefore(at("2026-11-22T00:00:00Z"));
        String path = "/api/v1/links/" + link + "/stats?from=2025-11-22&to=2026-11-22&interval=day";
        for (String query : new String[] {"", "&groupBy=country", "&groupBy=country,browser,device,referrer,city"}) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 30; i++) {
                long asked = System.nanoTime();
                JsonNode stats = get(path + query);
                best = Math.min(best, System.nanoTime() - asked);
                assertThat(stats.at("/totals/dailyVisitors").longValue()).isBetween(43_000L, 44_600L);
            }
            System.out.println(engine + " year" + query + ": " + best / 1_000 + " µs");
            assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
        }
    }
}
