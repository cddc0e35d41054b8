package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodePool;
import dev.terse.code.CodeSource;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.TargetPolicy;
import dev.terse.task.TaskStatus;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service over a store that fails, or that others were quicker at. */
class CreateServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String LINK = "{\"url\": \"https://example.com/\"}";

    private final FakeStorage storage = new FakeStorage();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Vertx vertx = Vertx.vertx();
    private ApiClient client = new ApiClient(0, null);

    @BeforeEach
    void start() {
        SecureRandom random = new SecureRandom();
        KeyText key = KeyText.random(random);
        storage.add(new ApiKey("k", 1, "k", key.hint(), Set.of(Scope.ADMIN), NOW, null, null), key.sha256());
        CreateService service = new CreateService(
                storage,
                new KeyRing(storage, () -> NOW),
                new CodeSource(storage, new CodeFactory(storage.installation().secret(), storage), Runnable::run),
                new TargetPolicy(false, Set::of),
                new ShortUrls(URI.create("https://s.example/")),
                _ -> {},
                () -> NOW,
                random,
                executor,
                meters,
                "1");
        client.close();
        client =
                new ApiClient(WebServer.start(vertx, "127.0.0.1", 0, 1, service).port(), key.reveal());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        executor.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void anyCall_storeDown_is503WithRetryAfter() {
        give("abcd", "efgh");
        client.post("/api/v1/links", LINK);
        storage.failure = new StorageUnavailable("connection to db.internal refused");
        List<Exchange> answers = List.of(
                client.get("/api/v1/links"),
                client.get("/api/v1/links/lookup?code=abc"),
                client.get("/api/v1/links/x"),
                client.post("/api/v1/links", LINK),
                client.post("/api/v1/links/bulk", "{\"links\": [" + LINK + "]}"),
                client.patch("/api/v1/links/x", "{}"),
                client.post("/api/v1/keys", "{\"name\": \"a\", \"scopes\": [\"admin\"]}"),
                client.get("/api/v1/system"),
                client.withKey("unknown-unknown-unknown-unknown-unknown").get("/api/v1/links"));
        for (Exchange answer : answers) {
            assertThat(answer.status()).as(answer.path()).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(answer.body()).doesNotContain("db.internal");
        }
        storage.failure = null;
        assertThat(client.get("/api/v1/links").status()).isEqualTo(200);
    }

    @Test
    void anyCall_storeDown_keysInUseAreStillToldFromWrongOnes() {
        give("abcd");
        client.post("/api/v1/links", LINK);
        storage.failure = new StorageUnavailable("down");
        assertThat(client.post("/api/v1/links", "{}").status()).isEqualTo(422);
    }

    @Test
    void anyCall_unexpectedFailure_is500WithoutAWordOfIt() {
        give("abcd");
        client.post("/api/v1/links", LINK);
        storage.failure = new IllegalStateException("select secret from installation");
        Exchange answer = client.get("/api/v1/links", "X-Request-Id", "find-me");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.problem()).isEqualTo("internal");
        assertThat(answer.json().get("requestId").stringValue()).isEqualTo("find-me");
        assertThat(answer.body()).doesNotContain("select", "IllegalState", "dev.terse");
    }

    @Test
    void anyCall_serviceIsStopping_is503() {
        executor.shutdown();
        assertThat(client.get("/api/v1/links").status()).isEqualTo(503);
    }

    @Test
    void create_generatedCodesAreTaken_drawsUntilOneIsFree() {
        give("taken1", "taken2", "taken3", "free1");
        for (String code : List.of("taken1", "taken2", "taken3")) {
            client.post("/api/v1/links", "{\"url\": \"https://example.com/\", \"code\": \"" + code + "\"}");
        }
        Exchange created = client.post("/api/v1/links", LINK, "Idempotency-Key", "k");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("code").stringValue()).isEqualTo("free1");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void bulk_generatedCodesAreTaken_drawsForThoseOnly(boolean atomic) {
        give("taken1", "free1", "taken2", "taken3", "free2", "free3");
        for (String code : List.of("taken1", "taken2", "taken3")) {
            client.post("/api/v1/links", "{\"url\": \"https://example.com/\", \"code\": \"" + code + "\"}");
        }
        Exchange answer = client.post(
                "/api/v1/links/bulk",
                "{\"atomic\": " + atomic + ", \"links\": [" + LINK + "," + LINK + "," + LINK + "]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("results").values().stream()
                        .map(result -> result.at("/link/code").stringValue()))
                .containsExactlyInAnyOrder("free1", "free2", "free3");
        assertThat(storage.codes()).hasSize(6);
    }

    @Test
    void create_noCodeIsEverFree_is503() {
        give(Stream.generate(() -> "same").limit(1_000).toArray(String[]::new));
        client.post("/api/v1/links", "{\"url\": \"https://example.com/\", \"code\": \"same\"}");
        assertThat(client.post("/api/v1/links", LINK).status()).isEqualTo(503);
    }

    @Test
    void patch_othersAreAlwaysQuicker_is503InTheEnd() {
        give("abcd");
        String path = client.post("/api/v1/links", LINK).header("Location");
        assertThat(client.patch(path, "{\"title\": \"x\"}").status()).isEqualTo(503);
        assertThat(client.patch(path, "{\"title\": \"x\"}", "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(client.patch(path, "{\"title\": \"x\"}", "If-Match", "*").status())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"0, empty", "1, low", "2, ok", "9, ok"})
    void system_pool_isJudgedByTheBlocksReady(long blocks, String status) {
        storage.pool = new CodePool(blocks, blocks * 1_000, 1, 4_000, 7, 29, 58);
        storage.tasks = List.of(
                new TaskStatus("fill", NOW, NOW, null, NOW.plusSeconds(60), 0, null, false),
                new TaskStatus("sweep", null, null, NOW, null, 2, "it failed", true));
        Exchange system = client.get("/api/v1/system");
        assertThat(system.status()).isEqualTo(200);
        assertThat(system.json().at("/codes/status").stringValue()).isEqualTo(status);
        assertThat(system.json().at("/codes/shareUsed").doubleValue()).isEqualTo(0.5);
        assertThat(system.json().at("/tasks/1/lastError").stringValue()).isEqualTo("it failed");
    }

    @Test
    void contract_everyOperation_isServed() {
        storage.failure = new StorageUnavailable("down");
        new ContractChecker().contract().get("paths").properties().forEach(path -> {
            for (String method : path.getValue().propertyNames()) {
                if (!method.equals("parameters")) {
                    boolean hasBody = method.equals("post") || method.equals("patch");
                    Exchange answer = client.send(
                            method.toUpperCase(Locale.ROOT),
                            path.getKey().replaceFirst("\\{.*}", "x"),
                            hasBody ? new byte[0] : null);
                    assertThat(answer.status()).as(method + path.getKey()).isNotEqualTo(405);
                    assertThat(answer.body()).doesNotContain("nothing at this address");
                }
            }
        });
    }

    @Test
    void requests_all_areTimedByRouteAndStatus() {
        client.get("/api/v1/links");
        client.get("/api/v1/links/some-id");
        assertThat(meters.get("terse.api.requests")
                        .tag("route", "/api/v1/links/{id}")
                        .tag("status", "404")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(meters.getMeters().toString()).doesNotContain("some-id");
    }

    private void give(String... codes) {
        storage.blocks.add(new CodeBlock(Stream.of(codes).map(Code::new).toList()));
    }
}
