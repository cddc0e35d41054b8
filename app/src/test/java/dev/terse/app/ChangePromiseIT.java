package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import dev.terse.storage.TestPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise that a change is live on every node within a second, at 200 requests a second on two redirect processes. */
class ChangePromiseIT {
    private static final String KEY = "key-of-the-test-of-the-one-second";
    private static final Duration PROMISE = Duration.ofSeconds(1);
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final int ROUNDS = 3;

    /** What one request saw, and when its answer was there. */
    private record Seen(String code, String answer, long at) {}

    /** A change: what is answered from then on, when it was asked for and when it was acknowledged. */
    private record Changed(String answer, long asked, long at) {}

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

    @Test
    void change_patchDisableDelete_isOldNowhereAfterASecond() {
        String store = Engines.text(TestPostgres.shared().createDatabase());
        try (TerseProcess create = start(Role.CREATE, store).awaitReady();
                TerseProcess first = start(Role.REDIRECT, store).awaitReady();
                TerseProcess second = start(Role.REDIRECT, store).awaitReady();
                ApiClient api = new ApiClient(create.port(), KEY);
                ScheduledExecutorService visitors = Executors.newScheduledThreadPool(8)) {
            long oldest = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String code = "watched-" + round;
                Exchange made =
                        api.post("/api/v1/links", "{\"url\": \"https://example.com/0\", \"code\": \"" + code + "\"}");
                assertThat(made.status()).isEqualTo(201);
                String link = "/api/v1/links/" + made.json().get("id").stringValue();
                List<ScheduledFuture<?>> visits = Stream.of(first, second)
                        .<ScheduledFuture<?>>map(node ->
                                visitors.scheduleAtFixedRate(() -> visit(node, code), 0, 10, TimeUnit.MILLISECONDS))
                        .toList();
                List<Changed> changes = new ArrayList<>();
                changes.add(changed("302 https://example.com/0", 200, () -> api.get(link)));
                changes.add(changed(
                        "302 https://example.com/1",
                        200,
                        () -> api.patch(link, "{\"url\": \"https://example.com/1\"}")));
                changes.add(changed("410 ", 200, () -> api.patch(link, "{\"state\": \"disabled\"}")));
                changes.add(
                        changed("302 https://example.com/1", 200, () -> api.patch(link, "{\"state\": \"active\"}")));
                changes.add(changed("410 ", 204, () -> api.delete(link)));
                visits.forEach(visit -> visit.cancel(false));
                oldest = Math.max(oldest, oldestAnswer(code, changes));
            }
            visitors.shutdownNow();
            System.out.println("Oldest answer after a change: " + oldest / 1_000_000 + " ms");
            assertThat(Duration.ofNanos(oldest)).isLessThan(PROMISE);
        }
    }

    private TerseProcess start(Role role, String store) {
        Map<String, String> settings = role == Role.CREATE
                ? Map.of("TERSE_ROLE", role.text(), "TERSE_STORE", store, "TERSE_API_KEY", KEY)
                : Map.of("TERSE_ROLE", role.text(), "TERSE_STORE", store);
        return TerseProcess.start(folder.resolve("node" + TerseProcess.freePort()), settings);
    }

    private void visit(TerseProcess node, String code) {
        try {
            HttpResponse<Void> answer =
                    client.send(HttpRequest.newBuilder(node.uri("/" + code)).build(), BodyHandlers.discarding());
            String location = answer.headers().firstValue("Location").orElse("");
            seen.add(new Seen(code, answer.statusCode() + " " + location, System.nanoTime()));
        } catch (IOException failure) {
            seen.add(new Seen(code, failure.toString(), System.nanoTime()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Changes the link, then watches for longer than an answer may be old: a late one has to have its chance. */
    private static Changed changed(String answer, int status, Supplier<Exchange> call) {
        long asked = System.nanoTime();
        assertThat(call.get().status()).isEqualTo(status);
        Changed change = new Changed(answer, asked, System.nanoTime());
        Awaitility.await()
                .atMost(WATCH.multipliedBy(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() - change.at() > WATCH.toNanos());
        return change;
    }

    /** How long after a change an answer came that it had made old, at most; in nanoseconds. */
    private long oldestAnswer(String code, List<Changed> changes) {
        long oldest = 0;
        int checked = 0;
        for (int i = 0; i < changes.size(); i++) {
            Changed change = changes.get(i);
            long until = i + 1 < changes.size() ? changes.get(i + 1).asked() : Long.MAX_VALUE;
            for (Seen answer : seen) {
                if (answer.code().equals(code) && answer.at() > change.at() && answer.at() < until) {
                    checked++;
                    if (!answer.answer().equals(change.answer())) {
                        oldest = Math.max(oldest, answer.at() - change.at());
                    }
                }
            }
        }
        assertThat(checked).isGreaterThan(changes.size() * 100);
        return oldest;
    }
}
