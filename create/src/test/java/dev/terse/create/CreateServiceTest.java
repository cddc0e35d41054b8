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
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service over a store that fails, or that others were quicker at. */
class CreateServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String ID = "01ARYZ6S410000000000000000";
    private static final String LINK = "{\"url\": \"https://example.com/\"}";

    private final FakeStorage storage = new FakeStorage();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Vertx vertx = Vertx.vertx();
    private volatile Instant now = NOW;
    private ApiClient client = new ApiClient(0, null);

    @BeforeEach
    void start() {
        SecureRandom random = new SecureRandom();
        KeyText key = KeyText.random(random);
        storage.add(new ApiKey("k", 1, "k", key.hint(), Set.of(Scope.ADMIN), NOW, null, null), key.sha256());
        CreateService service = new CreateService(
                storage,
                new KeyRing(storage, () -> now),
                new CodeSource(storage, new CodeFactory(storage.installation().secret(), storage), Runnable::run),
                new TargetPolicy(false, Set::of),
                new ShortUrls(URI.create("https://s.example/")),
                _ -> {},
                () -> now,
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
                client.get("/api/v1/links/" + ID),
                client.post("/api/v1/links", LINK),
                client.post("/api/v1/links/bulk", "{\"links\": [" + LINK + "]}"),
                client.patch("/api/v1/links/" + ID, "{}"),
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
    void create_repeatWhoseExpiryHasPassed_isAnsweredAsBefore() {
        give("abcd", "efgh");
        String body = "{\"url\": \"https://example.com/\", \"expiresAt\": \"2026-11-22T11:00:00Z\"}";
        Exchange first = client.post("/api/v1/links", body, "Idempotency-Key", "k");
        assertThat(first.status()).isEqualTo(201);
        now = NOW.plus(Duration.ofHours(2));
        Exchange repeat = client.post("/api/v1/links", body, "Idempotency-Key", "k");
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(repeat.header("Location")).isEqualTo(first.header("Location"));
        for (Exchange refused : List.of(
                client.post("/api/v1/links", body),
                client.post("/api/v1/links", body, "Idempotency-Key", "another"),
                client.post("/api/v1/links", body.replace(".com/", ".com/2"), "Idempotency-Key", "k"))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.errors()).containsExactly("expiresAt: out-of-range");
        }
    }

    @ParameterizedTest
    @CsvSource({", 401", "a-text-of-a-key-that-nobody-ever-made, 401", "a-text-of-a-key-that-may-only-read-links, 403"})
    void bulk_withoutAKeyThatAllowsIt_isRefusedBeforeItsBodyComes(@Nullable String key, int status) {
        storage.add(
                new ApiKey("r", 1, "r", "a-te", Set.of(Scope.LINKS_READ), NOW, null, null),
                new KeyText("a-text-of-a-key-that-may-only-read-links").sha256());
        Exchange answer = client.withKey(key)
                .sendRaw(
                        "POST /api/v1/links/bulk HTTP/1.1\nContent-Type: application/json\nContent-Length: 4194304",
                        new byte[] {'{'});
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void bulk_authenticatedFirst_getsItsWholeBody() {
        give("abcd", "efgh");
        String padded = "{\"links\": [" + LINK + "]" + " ".repeat(4_000_000) + "}";
        assertThat(client.post("/api/v1/links/bulk", padded).status()).isEqualTo(200);
        assertThat(client.post("/api/v1/links/bulk", padded + " ".repeat(400_000))
                        .problem())
                .isEqualTo("too-large");
    }

    @Test
    void bulk_storeDownWhileTheKeyIsLookedFor_is503() {
        storage.failure = new StorageUnavailable("down");
        Exchange answer = client.post("/api/v1/links/bulk", "{\"links\": [" + LINK + "]}");
        assertThat(answer.status()).isEqualTo(503);
    }

    @Test
    void bulk_eachLinkHasMoreMistakesThanAreTold_tellsTen() {
        String members =
                IntStream.range(0, 200).mapToObj(i -> "\"x" + i + "\": 1").collect(Collectors.joining(","));
        Exchange answer = client.post("/api/v1/links/bulk", "{\"links\": [{" + members + "},{" + members + "}]}");
        assertThat(answer.json().get("results").values())
                .hasSize(2)
                .allSatisfy(result ->
                        assertThat(result.at("/problem/errors").size()).isEqualTo(Mistakes.MAX_OF_PART));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "%00", "01ARYZ6S41000000000000000\0", "01ARYZ6S41000000000000000é", "x"})
    void anyCall_idThatIsNone_is404WithoutTheStore(String id) {
        assertNotFoundWithoutTheStore(id);
    }

    @Test
    void anyCall_overlongId_is404WithoutTheStore() {
        assertNotFoundWithoutTheStore("0".repeat(6_000));
    }

    private void assertNotFoundWithoutTheStore(String id) {
        assertThat(client.get("/api/v1/links/lookup?code=abc").status()).isEqualTo(404);
        storage.failure = new IllegalStateException("asked");
        for (String call : List.of("GET links", "PATCH links", "DELETE links", "DELETE keys")) {
            String[] parts = call.split(" ", -1);
            boolean hasBody = parts[0].equals("PATCH");
            String line = parts[0] + " /api/v1/" + parts[1] + "/" + id + " HTTP/1.1";
            String spelled = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            Exchange answer = client.sendRaw(
                    spelled + (hasBody ? "\nContent-Type: application/json\nContent-Length: 2" : ""),
                    hasBody ? new byte[] {'{', '}'} : new byte[0]);
            assertThat(answer.status()).as(call).isEqualTo(404);
        }
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
