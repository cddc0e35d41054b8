package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The built product as a process of its own on the servers' core, and a client of its API. Its settings are the presets,
 * but for those that a scenario gives, the loopback address and the number of unknown codes that one network may ask for,
 * which has no limit.
 */
final class TerseUnderLoad implements AutoCloseable {
    static final String KEY = "bench-0123456789abcdef0123456789abcdef";
    static final String LINKS = "/api/v1/links";
    static final String BULK = LINKS + "/bulk";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ServerProcess process;
    private final HttpClient client;
    private final URI address;
    private final @Nullable PostgresUnderLoad store;

    private TerseUnderLoad(ServerProcess process, HttpClient client, URI address, @Nullable PostgresUnderLoad store) {
        this.process = process;
        this.client = client;
        this.address = address;
        this.store = store;
    }

    /** What one address of a bulk request came to: the link's code and target, both empty where it was refused. */
    record Outcome(int status, String code, String url) {}

    /**
     * What bulk requests came to.
     *
     * @param outcomes one for each address, in order
     * @param time from sending requests to the ends of their answers; reading the answers is not in it
     */
    record Bulk(List<Outcome> outcomes, Duration time) {
        Bulk {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Starts one process with everything on a store of its own, and waits until it can serve. */
    static TerseUnderLoad start(Engine engine, Path folder) throws IOException, InterruptedException {
        return switch (engine) {
            case SQLITE -> start("terse", folder, Map.of(), null);
            case POSTGRESQL -> {
                PostgresUnderLoad store = PostgresUnderLoad.start(folder);
                try {
                    yield start("terse", folder, Map.of("TERSE_STORE", store.storeUrl()), store);
                } catch (IOException | RuntimeException failure) {
                    store.close();
                    throw failure;
                }
            }
        };
    }

    /** Starts one of several services on a store that somebody else closes, and waits until it can serve. */
    static TerseUnderLoad start(String role, String name, PostgresUnderLoad store, Path folder)
            throws IOException, InterruptedException {
        return start(name, folder, Map.of("TERSE_ROLE", role, "TERSE_STORE", store.storeUrl()));
    }

    /**
     * Starts a process with settings, on a store that somebody else closes or that closes with it, and waits until it can
     * serve. One that is started again with the same name in the same folder has the same files.
     */
    static TerseUnderLoad start(String name, Path folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        return start(name, folder, settings, null);
    }

    private static TerseUnderLoad start(
            String name, Path folder, Map<String, String> settings, @Nullable PostgresUnderLoad store)
            throws IOException, InterruptedException {
        int port = Machine.freePort();
        int opsPort = Machine.freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("TERSE_HOST", "127.0.0.1");
        environment.put("TERSE_PORT", Integer.toString(port));
        environment.put("TERSE_OPS_PORT", Integer.toString(opsPort));
        environment.put("TERSE_DATA_DIR", folder.resolve(name + "-data").toString());
        environment.put("TERSE_API_KEY", KEY);
        environment.put("TERSE_RATE_LIMIT_MISSES", "0");
        environment.putAll(settings);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        ServerProcess process = ServerProcess.start(name, command(), environment, folder);
        try {
            process.awaitAnswer(client, URI.create("http://127.0.0.1:" + opsPort + "/readyz"), 200);
        } catch (InterruptedException | RuntimeException failure) {
            process.close();
            throw failure;
        }
        return new TerseUnderLoad(process, client, URI.create("http://127.0.0.1:" + port), store);
    }

    /** The command that starts Terse as the launcher does. */
    static List<String> command() {
        return command(System.getProperty("terse.aot.cache", ""));
    }

    /** The same with another AOT cache, or with none where its name is empty. */
    static List<String> command(String cache) {
        Path jar = Machine.home().resolve("app/target/terse/lib/terse-app.jar");
        if (!Files.exists(jar)) {
            throw new ScenarioFailure("Terse is not built: start scenarios with bench/run");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flags : List.of(
                System.getProperty("terse.jvm.flags", ""), System.getenv().getOrDefault("TERSE_JAVA_OPTS", ""))) {
            command.addAll(List.of(flags.strip().split(" +", -1)));
        }
        command.removeIf(String::isEmpty);
        if (!cache.isEmpty()) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
        }
        command.addAll(List.of("-cp", jar.toString(), "dev.terse.app.Main", "serve"));
        return command;
    }

    /** The public port. */
    URI address() {
        return address;
    }

    /** The CPU time of the process so far, its store's not in it. */
    Duration cpu() {
        return process.cpu();
    }

    /** The same when what it had to do is done, at the latest after half a minute. */
    Duration cpuWhenQuiet() throws InterruptedException {
        return process.cpuWhenQuiet();
    }

    /** Memory of its own, not of files, in bytes. */
    long anonymousMemory() throws IOException {
        return process.anonymousMemory();
    }

    long pid() {
        return process.pid();
    }

    /**
     * Creates a link for each address by bulk requests on one connection, one after the other.
     *
     * @throws ScenarioFailure where a whole request is refused
     */
    Bulk createAll(List<String> addresses) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>(addresses.size());
        long nanos = 0;
        for (String body : Addresses.bulkBodies(addresses)) {
            long before = System.nanoTime();
            HttpResponse<String> answer = call("POST", BULK, body);
            nanos += System.nanoTime() - before;
            if (answer.statusCode() != 200) {
                throw new ScenarioFailure("a bulk request got " + answer.statusCode() + ": " + answer.body());
            }
            for (JsonNode result : JSON.readTree(answer.body()).path("results")) {
                JsonNode link = result.path("link");
                outcomes.add(new Outcome(
                        result.path("status").asInt(0),
                        link.path("code").asString(""),
                        link.path("url").asString("")));
            }
        }
        if (outcomes.size() != addresses.size()) {
            throw new ScenarioFailure(addresses.size() + " addresses got " + outcomes.size() + " outcomes");
        }
        return new Bulk(outcomes, Duration.ofNanos(nanos));
    }

    /** Calls the API with the admin key. */
    HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.close();
        if (store != null) {
            store.close();
        }
    }
}
