package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats.Part;
import dev.terse.stats.Stats.Span;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the calls for stats take and what they ask the store for. */
class StatsRoutesTest {
    private static final Instant NOW = FakeService.NOW;
    private static final String MISSING = "01ARYZ6S410000000000000000";

    private final FakeService service = new FakeService();
    private final FakeStats stats = service.storage.stats;

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void stats_withoutParameters_areTotalsOfThirtyDaysUpToNow() {
        JsonNode stats = get("/api/v1/stats");
        assertThat(stats.toString())
                .isEqualTo("{\"from\":\"2026-10-23T00:00:00Z\",\"to\":\"2026-11-22T10:30:00Z\",\"timezone\":\"UTC\","
                        + "\"interval\":null,\"exact\":true,\"totals\":{\"total\":0,\"humans\":0,\"bots\":0,"
                        + "\"preloads\":0,\"dailyVisitors\":0},\"series\":[],\"groups\":{}}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            from=2026-11-01&to=2026-11-02                           | 2026-11-01T00:00:00Z | 2026-11-02T00:00:00Z
            from=2026-11-01&to=2026-11-02&timezone=Europe/Berlin    | 2026-10-31T23:00:00Z | 2026-11-01T23:00:00Z
            from=2026-11-01&to=2026-11-02&timezone=Asia/Kathmandu   | 2026-10-31T18:15:00Z | 2026-11-01T18:15:00Z
            from=2018-11-04&to=2018-11-05&timezone=America/Sao_Paulo | 2018-11-04T03:00:00Z | 2018-11-05T02:00:00Z
            from=2026-11-01T10:07:00%2B01:00&to=2026-11-01T10:08:00Z | 2026-11-01T09:00:00Z | 2026-11-01T10:15:00Z
            from=2026-11-01T10:00:00+01:00&to=2026-11-01T10:15:00Z  | 2026-11-01T09:00:00Z | 2026-11-01T10:15:00Z
            from=2026-11-01T10:00:00Z&to=2026-11-01T10:15:00.001Z   | 2026-11-01T10:00:00Z | 2026-11-01T10:30:00Z
            to=2026-03-01                                           | 2026-01-30T00:00:00Z | 2026-03-01T00:00:00Z
            to=1970-01-02                                           | 1970-01-01T00:00:00Z | 1970-01-02T00:00:00Z
            from=2026-11-22                                         | 2026-11-22T00:00:00Z | 2026-11-22T10:30:00Z
            timezone=America/New_York                               | 2026-10-23T04:00:00Z | 2026-11-22T10:30:00Z
            from=2030-01-01&to=2040-01-01                           | 2030-01-01T00:00:00Z | 2040-01-01T00:00:00Z
            """)
    void stats_span_isThatOfTheQuartersItTouches(String query, String from, String to) {
        JsonNode stats = get("/api/v1/stats?" + query);
        assertThat(stats.get("from").stringValue()).isEqualTo(from);
        assertThat(stats.get("to").stringValue()).isEqualTo(to);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            from=yesterday               | from: wrong-type
            from=2026-13-01              | from: out-of-range
            from=2026-02-29              | from: out-of-range
            from=1969-12-31              | from: out-of-range
            from=1970-01-01&timezone=Asia/Kathmandu&to=1970-02-01 | from: out-of-range
            to=2026-11-01T10:00:00       | to: wrong-type
            from=2026-11-23              | from: out-of-range
            from=2026-11-01&to=2026-11-01 | from: out-of-range
            from=2010-01-01&to=2020-01-02 | from: out-of-range
            from=2026-11-01&interval=minute | interval: out-of-range
            from=2026-01-01&interval=hour | interval: out-of-range
            timezone=Mars                | timezone: out-of-range
            timezone=%2B01:00            | timezone: out-of-range
            timezone=europe/berlin       | timezone: out-of-range
            groupBy=country,country      | groupBy: out-of-range
            groupBy=COUNTRY              | groupBy: out-of-range
            groupBy=country,             | groupBy: out-of-range
            groupBy=utm_source           | groupBy: out-of-range
            limit=0                      | limit: out-of-range
            limit=101                    | limit: out-of-range
            limit=ten                    | limit: wrong-type
            bots=no                      | bots: out-of-range
            country=                     | country: missing
            planet=Mars                  | planet: unknown-field
            cursor=x                     | cursor: unknown-field
            from=9999-12-31T00:00:00Z&to=9999-12-31T23:45:00.001Z | to: out-of-range
            from=9999-12-31T00:00:00Z&to=9999-12-31T23:59:59Z&interval=hour | to: out-of-range
            from=x&to=y&timezone=z&interval=a&groupBy=b&limit=c&bots=d | from: wrong-type, to: wrong-type, timezone: out-of-range, interval: out-of-range, groupBy: out-of-range, limit: wrong-type, bots: out-of-range
            """)
    void stats_mistakes_areAllNamed(String query, String errors) {
        String id = service.link("mistaken", "");
        for (String path : List.of("/api/v1/stats", "/api/v1/links/" + id + "/stats")) {
            Exchange answer = service.client.get(path + "?" + query);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.errors()).containsExactlyInAnyOrder(errors.split(", ", -1));
        }
    }

    @ParameterizedTest
    @CsvSource({"stats, domain=s.example", "stats, tag=x"})
    void statsOfALink_filterOfMany_isUnknown(String call, String query) {
        String id = service.link("one-link", "");
        assertThat(service.client
                        .get("/api/v1/links/" + id + "/" + call + "?" + query)
                        .errors())
                .hasSize(1)
                .allMatch(error -> error.endsWith("unknown-field"));
    }

    @Test
    void stats_unknownDomainOrLink_isRefused() {
        assertThat(service.client.get("/api/v1/stats?domain=other.example").errors())
                .containsExactly("domain: out-of-range");
        assertThat(service.client.get("/api/v1/stats?domain=S.EXAMPLE").status())
                .isEqualTo(200);
        assertThat(service.client.get("/api/v1/links/" + MISSING + "/stats").status())
                .isEqualTo(404);
        assertThat(service.client.get("/api/v1/links/" + MISSING + "/clicks").status())
                .isEqualTo(404);
        assertThat(service.client.get("/api/v1/links/none/stats").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/stats",
                "/api/v1/links/" + MISSING + "/stats",
                "/api/v1/links/" + MISSING + "/clicks",
                "/api/v1/stats/live"
            })
    void anyCall_withoutTheScope_isRefused(String path) {
        ApiClient reader = service.client.withKey(
                service.key("reader", null, dev.terse.key.Scope.LINKS_READ, dev.terse.key.Scope.LINKS_WRITE));
        assertThat(reader.get(path).problem()).isEqualTo("forbidden");
        assertThat(service.client.withKey(null).get(path).problem()).isEqualTo("unauthenticated");
        service.storage.failure = new StorageUnavailable("down");
        assertThat(service.client.get(path).status()).isEqualTo(503);
    }

    @Test
    void stats_moreCallsAtOnceThanAProcessAnswers_areRefusedUntilOneIsDone() throws Exception {
        Semaphore done = new Semaphore(0);
        stats.reading = done::acquireUninterruptibly;
        List<CompletableFuture<Exchange>> calls = new ArrayList<>();
        for (int i = 0; i < StatsRoutes.MAX_CALLS; i++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> service.client.get("/api/v1/stats"), Thread::startVirtualThread));
        }
        await().until(() -> done.getQueueLength() == StatsRoutes.MAX_CALLS);
        Exchange refused = service.client.get("/api/v1/stats");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.problem()).isEqualTo("unavailable");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(service.client.get("/api/v1/stats/x").status()).isEqualTo(404);
        done.release(StatsRoutes.MAX_CALLS + 1);
        for (CompletableFuture<Exchange> call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        get("/api/v1/stats");
    }

    @Test
    void stats_ofMoreLinksAndDaysThanAreRead_isRefused() {
        for (int i = 0; i < 28; i++) {
            service.link("tagged-" + i, "\"many\"");
        }
        String path = "/api/v1/stats?tag=many&to=2026-11-01T00:00:00Z&from=";
        // 28 links for 3,571 days, and for one more
        assertThat(service.client.get(path + "2017-01-21T12:00:00Z").errors()).isEmpty();
        Exchange refused = service.client.get(path + "2017-01-20T12:00:00Z");
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly("from: out-of-range");
    }

    @Test
    void stats_parts_areReadOnlyWhereTheyAreAskedFor() {
        get("/api/v1/stats");
        assertThat(stats.parts).containsExactly(Part.VISITORS);
        get("/api/v1/stats?bots=only");
        assertThat(stats.parts).isEmpty();
        get("/api/v1/stats?groupBy=country&bots=exclude");
        assertThat(stats.parts).containsExactlyInAnyOrder(Part.VALUES, Part.VISITORS);
        get("/api/v1/stats?interval=day");
        assertThat(stats.parts).containsExactly(Part.VISITORS);
        get("/api/v1/stats?interval=day&timezone=Asia/Tokyo");
        assertThat(stats.parts).containsExactlyInAnyOrder(Part.VISITORS, Part.HOURS);
        get("/api/v1/stats?interval=hour&from=2026-11-20&to=2026-11-21");
        assertThat(stats.parts).containsExactlyInAnyOrder(Part.VISITORS, Part.HOURS);
    }

    @Test
    void stats_longSpan_isReadPieceByPieceAndCountsEachDayOnce() {
        String id = service.link("long-span", "");
        Scope scope = new Scope.OfLink(service.number("long-span"));
        Instant begin = Instant.parse("2017-01-01T00:00:00Z");
        for (int day = 0; day < 3_652; day++) {
            stats.spans.add(day(scope, begin.plus(Duration.ofDays(day))));
        }
        JsonNode answer = get("/api/v1/links/" + id + "/stats?from=2017-01-01&to=2027-01-01&interval=month");
        assertThat(answer.at("/totals/total").longValue()).isEqualTo(3_652);
        assertThat(answer.at("/totals/dailyVisitors").longValue()).isEqualTo(3_652);
        assertThat(answer.get("series").size()).isEqualTo(120);
        assertThat(answer.at("/series/1/total").longValue()).isEqualTo(28);
        assertThat(answer.at("/series/1/dailyVisitors").longValue()).isEqualTo(28);
        assertThat(stats.asked).hasSize(10).allMatch(span -> span.toDays() <= 400);
    }

    @Test
    void stats_byTag_areOfTheLinksThatHaveIt() {
        service.link("tagged", "\"spring\"");
        stats.spans.add(day(new Scope.OfLink(service.number("tagged")), NOW.minus(Duration.ofDays(1))));
        stats.spans.add(day(new Scope.OfDomain(1), NOW.minus(Duration.ofDays(1))));
        assertThat(get("/api/v1/stats?tag=spring").at("/totals/total").longValue())
                .isEqualTo(1);
    }

    @Test
    void stats_filters_lookAtSingleClicks() {
        String id = service.link("filtered", "");
        long number = service.number("filtered");
        stats.keptFrom = NOW.minus(Duration.ofDays(3));
        click(number, 1, Kind.HUMAN, Map.of(Dimension.COUNTRY, "DE", Dimension.BROWSER, "Firefox"));
        click(number, 2, Kind.HUMAN, Map.of(Dimension.COUNTRY, "DE", Dimension.BROWSER, "Chrome"));
        click(number, 3, Kind.BOT, Map.of(Dimension.COUNTRY, "FR", Dimension.BROWSER, "Firefox"));
        for (String path : List.of("/api/v1/stats", "/api/v1/links/" + id + "/stats")) {
            JsonNode answer = get(path + "?country=DE&browser=Firefox&groupBy=country,city&interval=day");
            assertThat(answer.get("from").stringValue())
                    .as("the whole hours that are kept")
                    .isEqualTo("2026-11-19T11:00:00Z");
            assertThat(answer.at("/totals/total").longValue()).isEqualTo(1);
            assertThat(answer.at("/totals/dailyVisitors").isNull()).isTrue();
            assertThat(answer.at("/groups/country/values/0/value").stringValue())
                    .isEqualTo("DE");
            assertThat(answer.at("/groups/city/none/total").longValue()).isEqualTo(1);
            assertThat(answer.get("series").size()).isEqualTo(4);
            assertThat(service.client.get(path + "?country=DE&from=2026-11-19").errors())
                    .containsExactly("from: out-of-range");
            assertThat(service.client.get(path + "?country=DE&to=2026-11-19").errors())
                    .containsExactly("to: out-of-range");
        }
    }

    @Test
    void clicks_pages_listEachOnceNewestFirst() {
        String id = service.link("clicked", "");
        long number = service.number("clicked");
        for (int i = 0; i < 25; i++) {
            click(number, i, Kind.HUMAN, Map.of(Dimension.UTM_SOURCE, "s" + i));
        }
        String path = "/api/v1/links/" + id + "/clicks?limit=10";
        JsonNode first = get(path);
        assertThat(first.get("clicks").size()).isEqualTo(10);
        assertThat(first.at("/clicks/0/utmSource").stringValue()).isEqualTo("s0");
        assertThat(first.at("/clicks/0/kind").stringValue()).isEqualTo("human");
        assertThat(first.at("/clicks/0/city").isNull()).isTrue();
        String cursor = first.get("next").stringValue();
        JsonNode second = get(path + "&cursor=" + cursor);
        assertThat(second.at("/clicks/0/utmSource").stringValue()).isEqualTo("s10");
        JsonNode last = get(path + "&cursor=" + second.get("next").stringValue());
        assertThat(last.get("clicks").size()).isEqualTo(5);
        assertThat(last.get("next").isNull()).isTrue();
        String other = service.link("another", "");
        for (String wrong : List.of(
                path + "&from=2026-01-01&cursor=" + cursor,
                "/api/v1/links/" + other + "/clicks?cursor=" + cursor,
                path + "&cursor=x",
                path + "&cursor=" + cursor.replace(cursor.charAt(3), cursor.charAt(3) == 'a' ? 'b' : 'a'))) {
            assertThat(service.client.get(wrong).errors()).containsExactly("cursor: out-of-range");
        }
        assertThat(service.client.get(path + "&from=2026-02-01&to=2026-01-01").errors())
                .containsExactly("from: out-of-range");
    }

    private JsonNode get(String path) {
        Exchange answer = service.client.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private void click(long link, int hoursAgo, Kind kind, Map<Dimension, String> values) {
        stats.clicks.add(new CountedClick(NOW.minus(Duration.ofHours(hoursAgo)).toEpochMilli(), link, kind, values));
    }

    private static Span day(Scope scope, Instant at) {
        Rollup rollup = new Rollup();
        rollup.add(Kind.HUMAN, 0, 7, Map.of());
        return new Span(scope, at.truncatedTo(ChronoUnit.DAYS), 24, rollup);
    }
}
