package dev.terse.app;

import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import dev.terse.key.Scope;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The product as one process with a store of its own, over a real socket. Its clock stands still at {@link #START} unless it
 * is moved; its short addresses are on {@code https://s.example}.
 */
final class CreateFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    static final String DOMAIN = "s.example";

    private static final String ADMIN_KEY = "key-of-the-tests-of-the-link-api";

    private final Path folder;
    private final String store;
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Server server;
    private final ApiClient admin;

    private CreateFixture(Engines engine) {
        try {
            folder = Files.createTempDirectory("terse-create");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = engine.newStore(folder);
        Config config = ConfigReader.read(
                Map.of(
                        "TERSE_STORE",
                        store,
                        "TERSE_DATA_DIR",
                        folder.toString(),
                        "TERSE_HOST",
                        "127.0.0.1",
                        "TERSE_PORT",
                        "0",
                        "TERSE_OPS_PORT",
                        "0",
                        "TERSE_BASE_URL",
                        "https://" + DOMAIN,
                        "TERSE_API_KEY",
                        ADMIN_KEY),
                null,
                Map.of());
        server = new Server(config, now::get);
        server.start();
        admin = new ApiClient(server.publicPort(), ADMIN_KEY);
    }

    static CreateFixture start() {
        return start(Engines.SQLITE);
    }

    static CreateFixture start(Engines engine) {
        return new CreateFixture(engine);
    }

    int port() {
        return server.publicPort();
    }

    /** A client with a key that allows everything. */
    ApiClient admin() {
        return admin;
    }

    String adminKey() {
        return ADMIN_KEY;
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

    /** The store as another process has it. The caller closes it. */
    SqlStorage openElsewhere() {
        return SqlStorage.open(StoreUrl.parse(store), StorageOptions.DEFAULT);
    }

    /** Stops what {@link #close} stops, without what belongs to the test. */
    void stopServer() {
        server.close();
    }

    /** Revokes a key as another process would: this one hears of it by the feed only. */
    void revokeElsewhere(String id) {
        try (SqlStorage other = openElsewhere()) {
            other.apiKeys().revoke(other.installation().workspace(), id, now.get());
        }
    }

    @Override
    public void close() {
        admin.close();
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
