package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The single process, killed again and again while links are made. */
class KillIT {
    private static final String KEY = "key-of-the-test-that-kills-things";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KILLS = 20;
    private static final int CREATORS = 8;

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> targetByCode = new ConcurrentHashMap<>();
    private final List<String> codesTwice = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void kill_twentyTimesUnderCreates_losesNoAcknowledgedLink() throws Exception {
        Random random = new Random(1);
        int port = TerseProcess.freePort();
        Map<String, String> settings = Map.of("TERSE_API_KEY", KEY);
        for (int kill = 0; kill < KILLS; kill++) {
            try (TerseProcess terse = TerseProcess.start(folder, port, settings).awaitReady()) {
                int enough = targetByCode.size() + 100 + random.nextInt(300);
                createUntilKilled(terse, enough);
            }
        }
        try (TerseProcess terse = TerseProcess.start(folder, port, settings).awaitReady()) {
            assertThat(codesTwice).isEmpty();
            assertThat(targetByCode).hasSizeGreaterThan(KILLS * 100);
            for (Map.Entry<String, String> link : targetByCode.entrySet()) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(terse.uri("/" + link.getKey())).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(link.getKey()).isEqualTo(302);
                assertThat(answer.headers().firstValue("Location")).hasValue(link.getValue());
            }
        }
    }

    private void createUntilKilled(TerseProcess terse, int enough) throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        try (ExecutorService creators = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CREATORS; i++) {
                running.add(creators.submit(() -> {
                    while (!killed.get()) {
                        create(terse);
                    }
                }));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> targetByCode.size() >= enough);
            terse.kill();
            killed.set(true);
            for (Future<?> creator : running) {
                creator.get();
            }
        }
    }

    private void create(TerseProcess terse) {
        String target = "https://example.com/" + made.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(terse.uri("/api/v1/links"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(BodyPublishers.ofString("{\"url\": \"" + target + "\"}"))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 201) {
                JsonNode link = JSON.readTree(answer.body());
                String code = link.get("code").stringValue();
                if (targetByCode.put(code, target) != null) {
                    synchronized (codesTwice) {
                        codesTwice.add(code);
                    }
                }
            }
        } catch (IOException killedMeanwhile) {
            // Not acknowledged: the link may or may not be there.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
