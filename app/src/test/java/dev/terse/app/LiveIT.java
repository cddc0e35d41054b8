package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terse.create.ApiClient;
import dev.terse.create.EventStream;
import dev.terse.stats.Kind;
import dev.terse.storage.SqlStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clicks as another process counts them. */
class LiveIT {
    private static final String PATH = "/api/v1/stats/live";
    private static final String KEY = "key-of-the-tests-of-live-clicks-1";
    private static final Duration PROMISE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private static void count(CreateFixture terse, SqlStorage store, String link, int clicks) {
        long number = store.links()
                .find(store.installation().workspace(), link)
                .orElseThrow()
                .number();
        CountedClicks counted = new CountedClicks();
        for (int i = 0; i < clicks; i++) {
            counted.click(number, terse.now(), i % 2 == 0 ? Kind.HUMAN : Kind.BOT, i, Map.of());
        }
        counted.apply(store.stats());
    }

    @ParameterizedTest
    @EnumSource
    void counted_byAnotherProcess_isToldWithinTwoSeconds(Engines engine) {
        try (CreateFixture terse = CreateFixture.start(engine);
                SqlStorage store = terse.openElsewhere()) {
            String one = terse.create("{\"url\": \"https://example.com/\", \"code\": \"one\"}");
            String two = terse.create("{\"url\": \"https://example.com/\", \"code\": \"two\"}");
            count(terse, store, one, 50);
            try (EventStream all = new EventStream(terse.port(), PATH, terse.adminKey());
                    EventStream link = new EventStream(terse.port(), PATH + "?link=" + two, terse.adminKey())) {
                for (int round = 1; round <= 5; round++) {
                    count(terse, store, one, 3);
                    count(terse, store, two, 1);
                    long expected = 4L * round;
                    await().atMost(PROMISE).pollInterval(Duration.ofMillis(20)).until(() -> all.total() == expected);
                    long ofTwo = round;
                    await().atMost(PROMISE).pollInterval(Duration.ofMillis(20)).until(() -> link.total() == ofTwo);
                }
                String id = all.lastId();
                count(terse, store, one, 7);
                try (EventStream again = new EventStream(terse.port(), PATH, terse.adminKey(), "Last-Event-ID", id)) {
                    await().atMost(PROMISE).until(() -> again.total() == 7);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void server_stops_endsStreamsInOrderAndDoesNotWaitForThem(Engines engine) {
        try (CreateFixture terse = CreateFixture.start(engine);
                EventStream stream = new EventStream(terse.port(), PATH, terse.adminKey())) {
            long began = System.nanoTime();
            terse.stopServer();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
            await().atMost(SOON).until(stream::hasEnded);
        }
    }

    @Test
    void stream_behindTheGateway_isNeitherGatheredNorCutOff() {
        try (TerseProcess terse = TerseProcess.start(
                        folder, Map.of("TERSE_API_KEY", KEY, "TERSE_TRUSTED_PROXIES", "127.0.0.1"))
                .awaitReady()) {
            String address = "127.0.0.1:" + terse.port();
            try (Nginx nginx = Nginx.start(folder, List.of(address), List.of(address));
                    ApiClient client = new ApiClient(terse.port(), KEY);
                    EventStream stream = new EventStream(nginx.port(), PATH, KEY)) {
                assertThat(stream.status()).isEqualTo(200);
                await().atMost(SOON).until(() -> stream.lines().size() >= 3);
                assertThat(client.get("/api/v1/stats").status()).isEqualTo(200);
                // Two heartbeats: together longer than the gateway waits for an upstream that says nothing.
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> stream.lines().stream().filter(":"::equals).count() >= 2);
                assertThat(terse.interrupt()).isIn(0, 130);
                await().atMost(SOON).until(stream::hasEnded);
            }
        }
    }
}
