package dev.terse.app;

import dev.terse.change.ChangeFeed;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodeSource;
import dev.terse.create.ApiClient;
import dev.terse.create.CreateService;
import dev.terse.create.Exchange;
import dev.terse.create.KeyRing;
import dev.terse.create.KeyText;
import dev.terse.create.ShortUrls;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import dev.terse.target.OwnHost;
import dev.terse.target.TargetPolicy;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The create service with a store of its own, over a real socket. Its clock stands still at {@link #START} unless it is
 * moved; its short addresses are on {@code https://s.example}.
 */
final class CreateFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    static final String DOMAIN = "s.example";

    private final Path folder;
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final SqlStorage storage;
    private final CodeSource codes;
    private final ChangeFeed feed;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final Vertx vertx = Vertx.vertx();
    private final WebServer server;
    private final KeyText adminKey;
    private final ApiClient admin;

    private CreateFixture() {
        try {
            folder = Files.createTempDirectory("terse-create");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InstantSource clock = now::get;
        SecureRandom random = new SecureRandom();
        storage = SqlStorage.open(new StoreUrl.Sqlite(folder.resolve("terse.db")), StorageOptions.DEFAULT);
        storage.migrate();
        adminKey = KeyText.random(random);
        boolean added = storage.apiKeys()
                .addFirst(
                        new ApiKey(
                                "first",
                                storage.installation().workspace(),
                                "first",
                                adminKey.hint(),
                                Set.of(Scope.ADMIN),
                                START,
                                null,
                                null),
                        adminKey.sha256());
        if (!added) {
            throw new IllegalStateException("a new store has a key");
        }
        codes = new CodeSource(
                storage.codeBlocks(),
                new CodeFactory(storage.installation().secret(), storage.codeBlocks()),
                background);
        Set<OwnHost> ownHosts = Set.of(OwnHost.parse(DOMAIN).orElseThrow());
        KeyRing keys = new KeyRing(storage.apiKeys(), clock);
        feed = new ChangeFeed(storage.changes(), Duration.ofMillis(250), System::nanoTime, List.of(keys));
        feed.start();
        CreateService service = new CreateService(
                storage,
                keys,
                codes,
                new TargetPolicy(false, () -> ownHosts),
                new ShortUrls(URI.create("https://" + DOMAIN)),
                feed::tell,
                clock,
                random,
                requests,
                new SimpleMeterRegistry(),
                "0.1.0-test");
        server = WebServer.start(vertx, "127.0.0.1", 0, 1, service);
        admin = new ApiClient(server.port(), adminKey.reveal());
    }

    static CreateFixture start() {
        return new CreateFixture();
    }

    int port() {
        return server.port();
    }

    /** A client with a key that allows everything. */
    ApiClient admin() {
        return admin;
    }

    String adminKey() {
        return adminKey.reveal();
    }

    /** A client with a new key that allows {@code scopes}. */
    ApiClient clientWith(Scope... scopes) {
        String names = String.join(
                ",", Stream.of(scopes).map(scope -> '"' + scope.text() + '"').toList());
        Exchange created = admin.post("/api/v1/keys", "{\"name\": \"test\", \"scopes\": [" + names + "]}");
        return admin.withKey(created.json().get("key").stringValue());
    }

    Instant now() {
        return now.get();
    }

    void moveClock(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    /** Creates the link that {@code json} asks for; its id. */
    String create(String json) {
        return admin.post("/api/v1/links", json).json().get("id").stringValue();
    }

    /** How many links are stored, up to a hundred. */
    int stored() {
        return admin.get("/api/v1/links?limit=100").json().get("links").size();
    }

    /** Revokes a key as another process would: this one hears of it by the feed only. */
    void revokeElsewhere(String id) {
        storage.apiKeys().revoke(storage.installation().workspace(), id, now.get());
    }

    @Override
    public void close() {
        admin.close();
        server.stop(Duration.ofSeconds(5));
        feed.close();
        requests.close();
        codes.close();
        background.close();
        storage.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("the fixture did not close", e);
        }
    }
}
