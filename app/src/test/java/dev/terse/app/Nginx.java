package dev.terse.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real nginx with the gateway's own configuration, {@code deploy/nginx/terse.conf}, as a child process. Only what
 * differs between installations is a test's own: where it listens, where the services are, how many requests pass.
 */
public final class Nginx implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final int port;
    private final Path log;
    private final Process process;

    private Nginx(int port, Path log, Process process) {
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts nginx on 127.0.0.1, and returns when it listens. The limit of requests is so high that no test meets it.
     *
     * @param folder an empty one of its own
     * @param create addresses of create processes, {@code host:port}
     * @param redirect addresses of redirect processes, {@code host:port}
     * @throws IllegalStateException where nginx is not installed or does not start; the message says why
     */
    public static Nginx start(Path folder, List<String> create, List<String> redirect) {
        return start(folder, create, redirect, 100_000);
    }

    /**
     * Starts nginx as {@link #start(Path, List, List)} does.
     *
     * @param requestsPerSecond how many requests to the API one address may make, beside a burst of 200
     */
    public static Nginx start(Path folder, List<String> create, List<String> redirect, int requestsPerSecond) {
        String program = program();
        int port = freePort();
        Path log = folder.resolve("error.log");
        try {
            Path own = Files.createDirectories(folder.resolve("terse"));
            Files.writeString(
                    own.resolve("upstreams.conf"),
                    upstream("terse_create", create) + upstream("terse_redirect", redirect));
            Files.writeString(
                    own.resolve("limits.conf"),
                    "limit_req_zone $binary_remote_addr zone=terse_api:1m rate=" + requestsPerSecond + "r/s;\n");
            Files.writeString(own.resolve("listen.conf"), "listen 127.0.0.1:" + port + " default_server;\n");
            Path main = Files.writeString(folder.resolve("nginx.conf"), mainConfiguration(folder, log));
            Process process = new ProcessBuilder(
                            program, "-p", folder.toString(), "-e", log.toString(), "-c", main.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Nginx nginx = new Nginx(port, log, process);
            nginx.awaitListening();
            return nginx;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String program() {
        return Stream.concat(
                        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "nginx is not installed, and the tests of the gateway need it: install the package nginx"))
                .toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String upstream(String name, List<String> addresses) {
        return addresses.stream()
                .map(address -> "    server " + address + " max_fails=2 fail_timeout=2s;\n")
                .collect(Collectors.joining(
                        "", "upstream " + name + " {\n    zone " + name + " 64k;\n", "    keepalive 64;\n}\n"));
    }

    private static String mainConfiguration(Path folder, Path log) {
        Path gateway = Path.of(Objects.requireNonNull(System.getProperty("terse.home"), "terse.home"))
                .resolve("deploy/nginx/terse.conf")
                .normalize();
        return """
                user %s;
                worker_processes 2;
                daemon off;
                pid %s/nginx.pid;
                error_log %s info;
                events {
                    worker_connections 4096;
                }
                http {
                    access_log off;
                    client_body_temp_path %s/body;
                    proxy_temp_path %s/proxy;
                    fastcgi_temp_path %s/fastcgi;
                    uwsgi_temp_path %s/uwsgi;
                    scgi_temp_path %s/scgi;
                    include %s;
                }
                """.formatted(
                        System.getProperty("user.name"), folder, log, folder, folder, folder, folder, folder, gateway);
    }

    private void awaitListening() {
        Awaitility.await()
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "nginx did not start: " + (Files.exists(log) ? log() : "no log"));
                    }
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });
    }

    public int port() {
        return port;
    }

    /** The address that clients use, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What nginx has logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
