package dev.terse.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The product as users run it: a process of its own, made of the files that were built. Killed when closed. */
final class TerseProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final Path output;
    private final Path log;
    private final int port;
    private final int opsPort;

    private TerseProcess(Process process, Path output, Path log, int port, int opsPort) {
        this.process = process;
        this.output = output;
        this.log = log;
        this.port = port;
        this.opsPort = opsPort;
    }

    /** Starts a process on free ports of the loopback address, and does not wait for it. */
    static TerseProcess start(Path folder, Map<String, String> settings) {
        return start(folder, freePort(), settings);
    }

    /** Starts a process on {@code port}; the settings may choose its operations port. */
    static TerseProcess start(Path folder, int port, Map<String, String> settings) {
        return start(folder, port, settings, List.of("serve"));
    }

    /** Starts another command than {@code serve}, with the settings of a server in the same folder. */
    static TerseProcess run(Path folder, Map<String, String> settings, String... arguments) {
        return start(folder, freePort(), settings, List.of(arguments));
    }

    private static TerseProcess start(Path folder, int port, Map<String, String> settings, List<String> arguments) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TERSE_HOST", "127.0.0.1");
        environment.put("TERSE_PORT", Integer.toString(port));
        environment.put("TERSE_OPS_PORT", Integer.toString(freePort()));
        environment.put("TERSE_DATA_DIR", folder.resolve("data").toString());
        environment.putAll(settings);
        try {
            Files.createDirectories(folder);
            Path output = Files.createTempFile(folder, "terse-", ".out");
            Path log = Files.createTempFile(folder, "terse-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command(arguments));
            builder.environment().keySet().removeIf(key -> key.startsWith("TERSE_"));
            builder.environment().putAll(environment);
            builder.directory(folder.toFile());
            builder.redirectOutput(output.toFile()).redirectError(log.toFile());
            return new TerseProcess(
                    builder.start(), output, log, port, Integer.parseInt(environment.get("TERSE_OPS_PORT")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> command(List<String> arguments) {
        Path lib = Path.of(System.getProperty("terse.home"), "app/target/terse/lib");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("terse.jvm.flags").split(" ")));
        // The first compiler alone: a process that lives for seconds starts sooner with it.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(List.of("-cp", lib + "/terse-app.jar", "dev.terse.app.Main"));
        command.addAll(arguments);
        return command;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits until the process says that it can serve. */
    TerseProcess awaitReady() {
        Awaitility.await("ready")
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("ended with " + process.exitValue() + "\n" + log());
                    }
                    return opsStatus("/readyz") == 200;
                });
        return this;
    }

    /** The status of the operations port's answer, 0 where it does not answer. */
    int opsStatus(String path) {
        try {
            return ops(path).statusCode();
        } catch (IOException down) {
            return 0;
        }
    }

    /** The sum of a metric's values on the operations port, 0 where there is none. */
    double metric(String name) {
        try {
            return ops("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private HttpResponse<String> ops(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    int port() {
        return port;
    }

    int opsPort() {
        return opsPort;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it said to its user so far. */
    String output() {
        return read(output);
    }

    /** What it logged so far. */
    String log() {
        return read(log);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends the process as Ctrl-C does, and waits for it; answers its exit code. */
    int interrupt() {
        signal("INT");
        return awaitExit();
    }

    /** Ends the process as an operator's {@code kill} does, and waits for it; answers its exit code. */
    int terminate() {
        signal("TERM");
        return awaitExit();
    }

    /** Ends the process as a crash does. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Waits for the end of the process and answers its exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("still runs\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
    }
}
