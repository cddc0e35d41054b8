package dev.terse.create;

import dev.terse.code.Code;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodeSource;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import dev.terse.target.TargetPolicy;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The service over a store in memory, on a port of its own, with an administrator's client. */
final class FakeService implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T10:20:00Z");

    final FakeStorage storage = new FakeStorage();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final ApiClient client;
    final KeyRing keys = new KeyRing(storage, this::now);
    volatile Instant now = NOW;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Vertx vertx = Vertx.vertx();
    private final SecureRandom random = new SecureRandom();
    private final CreateService service;
    private final WebServer server;

    FakeService() {
        service = new CreateService(
                storage,
                keys,
                new CodeSource(storage, new CodeFactory(storage.installation().secret(), storage), Runnable::run),
                new TargetPolicy(false, Set::of),
                new ShortUrls(URI.create("https://s.example/")),
                _ -> {},
                this::now,
                random,
                executor,
                meters,
                "1");
        server = WebServer.start(vertx, "127.0.0.1", 0, 1, service);
        client = new ApiClient(server.port(), key("admin", null, Scope.ADMIN));
    }

    private Instant now() {
        return now;
    }

    int port() {
        return server.port();
    }

    /** A new key; its text. */
    String key(String id, @Nullable Instant expiresAt, Scope... scopes) {
        KeyText text = KeyText.random(random);
        storage.add(new ApiKey(id, 1, id, text.hint(), Set.of(scopes), NOW, expiresAt, null), text.sha256());
        return text.reveal();
    }

    /** Creates a link with a code; its id. */
    String link(String code, String tags) {
        return client.post(
                        "/api/v1/links",
                        "{\"url\": \"https://example.com/\", \"code\": \"" + code + "\", \"tags\": [" + tags + "]}")
                .json()
                .get("id")
                .stringValue();
    }

    /** The number of the link with a code. */
    long number(String code) {
        return storage.findByCode(1, 1, new Code(code)).orElseThrow().number();
    }

    /** Stops what {@link CreateService#close} stops. */
    void stop() {
        service.close();
    }

    /** Stops the port as a process does, and says how long that took. */
    Duration stopPort() {
        long begin = System.nanoTime();
        server.stop(Duration.ofSeconds(20));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        service.close();
        client.close();
        executor.shutdown();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
