package dev.terse.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One short life of a server, for a JVM that writes down what it does meanwhile ({@code -XX:AOTCacheOutput}, JEP 514): what
 * is loaded, linked and compiled at a start and for the first requests. Has its own folder, which is gone afterwards, and
 * ports that happen to be free; knows nothing of the environment's settings. Exit codes: 0 done, 1 failed; one that takes
 * a minute has failed.
 */
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern CODE = Pattern.compile("\"code\" *: *\"([^\"]+)\"");
    /** Enough for the JVM to see what is used often. */
    private static final int VISITS = 500;

    private static final int ANSWER_LIMIT_MILLIS = 10_000;

    private static final String KEY = "rehearsal-rehearsal-rehearsal-rehearsal";

    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        Thread.ofPlatform().daemon().name("rehearsal-limit").start(Rehearsal::endAtLimit);
        Path folder = Files.createTempDirectory("terse-rehearsal-");
        try {
            run(folder);
        } finally {
            delete(folder);
        }
    }

    private static void endAtLimit() {
        try {
            Thread.sleep(LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        System.err.println("The rehearsal took too long.");
        Runtime.getRuntime().halt(1);
    }

    private static void run(Path folder) throws IOException {
        Map<String, String> settings = Map.of(
                Setting.HOST.key(), "127.0.0.1",
                Setting.PORT.key(), "0",
                Setting.OPS_PORT.key(), "0",
                Setting.BASE_URL.key(), "http://s.example",
                Setting.DATA_DIR.key(), folder.resolve("data").toString(),
                Setting.API_KEY.key(), KEY,
                Setting.LOG_LEVEL.key(), "warn");
        Config config = ConfigReader.read(settings, null, Map.of());
        Logging.configure(config);
        try (Server server = new Server(config, InstantSource.system())) {
            server.start();
            Banner.print(
                    config, server, new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            URI base = URI.create("http://127.0.0.1:" + server.publicPort());
            URI links = base.resolve("/api/v1/links");
            String made = ask(links, "POST", "{\"url\": \"https://example.com/\"}", 201);
            Matcher code = CODE.matcher(made);
            if (!code.find()) {
                throw new IllegalStateException("a link without a code: " + made);
            }
            for (int i = 0; i < VISITS; i++) {
                ask(base.resolve("/" + code.group(1)), "GET", "", 302);
            }
            ask(base.resolve("/unknown"), "GET", "", 404);
            ask(links, "GET", "", 200);
            URI ops = URI.create("http://127.0.0.1:" + server.opsPort());
            for (String path : Set.of("/livez", "/readyz", "/metrics")) {
                ask(ops.resolve(path), "GET", "", 200);
            }
        }
    }

    private static String ask(URI address, String method, String body, int status) throws IOException {
        // Of java.base, so that nothing is loaded that a server never needs.
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(ANSWER_LIMIT_MILLIS);
        connection.setReadTimeout(ANSWER_LIMIT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + KEY);
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
        }
        if (connection.getResponseCode() != status) {
            throw new IllegalStateException(method + " " + address + " got " + connection.getResponseCode());
        }
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((one, other) -> other.compareTo(one)).forEach(Rehearsal::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
