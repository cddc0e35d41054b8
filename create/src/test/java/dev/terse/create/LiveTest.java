package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terse.change.Change;
import dev.terse.key.Scope;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Scope.OfDomain;
import dev.terse.stats.Scope.OfLink;
import dev.terse.stats.Stats.Tally;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Clicks as they are counted, from a store in memory. */
class LiveTest {
    private static final String PATH = "/api/v1/stats/live";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final FakeService service = new FakeService();
    private final List<EventStream> streams = new ArrayList<>();
    private final String key = service.key("live", null, Scope.STATS_READ);

    @AfterEach
    void stop() {
        streams.forEach(EventStream::close);
        service.close();
    }

    private EventStream open(String query, String... headers) {
        EventStream stream = new EventStream(service.port(), PATH + query, key, headers);
        streams.add(stream);
        assertThat(stream.status()).isEqualTo(200);
        return stream;
    }

    private void count(long number, Map<String, Clicks> byCode) {
        service.storage.stats.tallies.add(tally(number, byCode));
    }

    private Tally tally(long number, Map<String, Clicks> byCode) {
        Map<dev.terse.stats.Scope, Clicks> clicks = new HashMap<>();
        byCode.forEach((code, counted) -> {
            clicks.put(new OfLink(service.number(code)), counted);
            clicks.merge(new OfDomain(1), counted, Clicks::plus);
        });
        return new Tally(number, clicks);
    }

    @Test
    void open_head_isThatOfAStreamThatNobodyGathers() {
        count(41, Map.of());
        EventStream stream = open("");
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(stream.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(stream.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(stream.headers().firstValue("X-Request-Id")).isPresent();
        await().atMost(SOON).until(() -> stream.lines().size() >= 3);
        assertThat(stream.lines().subList(0, 3)).containsExactly("retry: 2000", "id: 41", "");
    }

    @Test
    void open_moreThanOneKeyMayHave_is429UntilOneLeaves() {
        for (int i = 0; i < LiveClicks.MAX_STREAMS_OF_A_KEY; i++) {
            open("");
        }
        Exchange refused = service.client.withKey(key).get(PATH);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.problem()).isEqualTo("rate-limited");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        streams.add(new EventStream(service.port(), PATH, service.key("other", null, Scope.STATS_READ)));
        streams.removeFirst().close();
        await().atMost(SOON)
                .until(() ->
                        service.meters.get("terse.live.streams").gauge().value() <= LiveClicks.MAX_STREAMS_OF_A_KEY);
        open("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "60"})
    void open_farBehind_isToldOfTheLastTalliesAndThatSomethingIsMissing(String id) {
        service.link("one", "");
        for (int number = 1; number <= 100; number++) {
            count(number, Map.of("one", new Clicks(1, 0, 0)));
        }
        EventStream stream = open("", "Last-Event-ID", id);
        await().atMost(SOON).until(() -> stream.total() == LiveClicks.MAX_TALLIES);
        assertThat(stream.events().getFirst().data().get("complete").booleanValue())
                .isFalse();
        assertThat(stream.lastId()).isEqualTo("100");
    }

    @Test
    void telling_failsWithAnError_endsTheStreamsAndServesTheNext() {
        service.link("one", "");
        EventStream stream = open("");
        service.storage.stats.error = new OutOfMemoryError("as thrown by a test");
        await().atMost(SOON).until(stream::hasEnded);
        service.storage.stats.error = null;
        EventStream next = open("");
        count(1, Map.of("one", new Clicks(1, 0, 0)));
        await().atMost(SOON).until(() -> next.total() == 1);
    }

    @Test
    void head_isAnsweredAtOnceAndLeavesNothingOpen() {
        for (int i = 0; i <= LiveClicks.MAX_STREAMS; i++) {
            assertThat(service.client.send("HEAD", PATH, null).status()).isEqualTo(200);
        }
    }

    @Test
    void counted_whileOpen_isToldOnceToEachByWhatItWatches() {
        String one = service.link("one", "");
        service.link("two", "");
        count(7, Map.of("one", new Clicks(100, 0, 0)));
        EventStream all = open("");
        EventStream domain = open("?domain=s.example");
        EventStream link = open("?link=" + one);
        count(8, Map.of("one", new Clicks(1, 0, 1)));
        count(9, Map.of("two", new Clicks(2, 3, 0)));
        await().atMost(SOON).until(() -> all.total() == 7 && domain.total() == 7 && link.total() == 2);
        count(10, Map.of("two", new Clicks(1, 0, 0)));
        await().atMost(SOON).until(() -> all.total() == 8 && domain.total() == 8);
        assertThat(link.total()).isEqualTo(2);
        assertThat(link.events().getFirst().type()).isEqualTo("clicks");
        JsonNode data = link.events().getFirst().data();
        assertThat(data.toString())
                .isEqualTo("{\"complete\":true,\"totals\":{\"total\":2,\"humans\":1,\"bots\":0,\"preloads\":1},"
                        + "\"links\":[{\"id\":\"" + one
                        + "\",\"code\":\"one\",\"total\":2,\"humans\":1,\"bots\":0,\"preloads\":1}]}");
        ContractChecker contract = new ContractChecker();
        for (EventStream.Event event : all.events()) {
            assertThat(contract.errors(contract.contract().at("/components/schemas/LiveClicks"), event.data()))
                    .isEmpty();
        }
        assertThat(all.lastId()).isEqualTo("10");
    }

    @Test
    void open_withTheLastEventId_goesOnWhereTheOtherEnded() {
        service.link("one", "");
        for (int number = 1; number <= 6; number++) {
            count(number, Map.of("one", new Clicks(1, 0, 0)));
        }
        EventStream stream = open("", "Last-Event-ID", "4");
        await().atMost(SOON).until(() -> stream.total() == 2);
        count(7, Map.of("one", new Clicks(1, 0, 0)));
        await().atMost(SOON).until(() -> stream.total() == 3);
        assertThat(stream.events())
                .allMatch(event -> event.data().get("complete").booleanValue());
    }

    @Test
    void open_awayForTooLong_isToldThatSomethingIsMissing() {
        service.link("one", "");
        count(500, Map.of("one", new Clicks(1, 0, 0)));
        EventStream stream = open("", "Last-Event-ID", "4");
        await().atMost(SOON).until(() -> stream.total() == 1);
        assertThat(stream.events().getFirst().data().get("complete").booleanValue())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "99999999999999999999", "9000"})
    void open_withAnotherLastEventId_beginsWithWhatIsToCome(String id) {
        service.link("one", "");
        count(5, Map.of("one", new Clicks(1, 0, 0)));
        EventStream stream = open("", "Last-Event-ID", id);
        count(6, Map.of("one", new Clicks(3, 0, 0)));
        await().atMost(SOON).until(() -> stream.total() > 0);
        assertThat(stream.total()).isEqualTo(3);
    }

    @Test
    void counted_manyLinks_namesThoseWithTheMostClicks() {
        Map<String, Clicks> byCode = new HashMap<>();
        for (int i = 0; i < LiveEvents.MAX_LINKS + 20; i++) {
            service.link("link-" + i, "");
            byCode.put("link-" + i, new Clicks(i + 1, 0, 0));
        }
        EventStream stream = open("");
        count(1, byCode);
        await().atMost(SOON).until(() -> !stream.events().isEmpty());
        JsonNode links = stream.events().getFirst().data().get("links");
        assertThat(links.size()).isEqualTo(LiveEvents.MAX_LINKS);
        assertThat(links.at("/0/code").stringValue()).isEqualTo("link-119");
        assertThat(stream.total()).isEqualTo(120 * 121 / 2);
    }

    @Test
    void storeDown_forAWhile_losesNothing() {
        service.link("one", "");
        count(1, Map.of("one", new Clicks(1, 0, 0)));
        EventStream stream = open("");
        Tally meanwhile = tally(2, Map.of("one", new Clicks(1, 0, 0)));
        service.storage.failure = new StorageUnavailable("down");
        service.storage.stats.tallies.add(meanwhile);
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> stream.total() == 0 && !stream.isOver());
        service.storage.failure = null;
        await().atMost(SOON).until(() -> stream.total() == 1);
    }

    @Test
    void key_revoked_endsTheStream() {
        EventStream stream = open("");
        service.storage.removeKey("live");
        service.keys.changed(new Change.OfKey("live"));
        await().atMost(SOON).until(stream::hasEnded);
    }

    @Test
    void key_expired_endsTheStream() {
        String brief = service.key("brief", FakeService.NOW.plusSeconds(60), Scope.STATS_READ);
        EventStream stream = new EventStream(service.port(), PATH, brief);
        streams.add(stream);
        EventStream other = open("");
        service.now = FakeService.NOW.plusSeconds(60);
        await().atMost(SOON).until(stream::hasEnded);
        assertThat(other.isOver()).isFalse();
    }

    @Test
    void service_stops_endsEveryStreamInOrderAndClosesThePortAtOnce() {
        EventStream one = open("");
        EventStream two = open("");
        service.stop();
        await().atMost(SOON).until(() -> one.hasEnded() && two.hasEnded());
        assertThat(service.client.get(PATH).problem()).isEqualTo("unavailable");
        assertThat(service.stopPort()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void open_moreThanOneProcessServes_is503UntilOneLeaves() {
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < LiveClicks.MAX_STREAMS; i++) {
            String id = "live-" + i / LiveClicks.MAX_STREAMS_OF_A_KEY;
            String text = texts.computeIfAbsent(id, _ -> service.key(id, null, Scope.STATS_READ));
            streams.add(new EventStream(service.port(), PATH, text));
        }
        Exchange refused = service.client.get(PATH);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(service.meters.get("terse.live.streams").gauge().value()).isEqualTo(LiveClicks.MAX_STREAMS);
        streams.removeFirst().close();
        await().atMost(SOON)
                .until(() -> service.meters.get("terse.live.streams").gauge().value() < LiveClicks.MAX_STREAMS);
        open("");
    }
}
