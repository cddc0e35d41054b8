package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void start_portTaken_saysWhichPort() {
        WebServer first = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        assertThatThrownBy(() -> WebServer.start(Vertx.vertx(), "127.0.0.1", first.port(), 1, WebServerTest::hello))
                .isInstanceOf(WebServer.ListenFailure.class)
                .hasMessage("Port " + first.port() + " on 127.0.0.1 can't be listened on: another process has it");
    }

    @Test
    void start_twoOnAnyFreePort_eachHasItsOwn() throws Exception {
        WebServer first = WebServer.start(vertx, "127.0.0.1", 0, 2, WebServerTest::hello);
        WebServer second = WebServer.start(
                vertx, "127.0.0.1", 0, 2, request -> request.response().end("other"));
        assertThat(body(first.port(), "/")).isEqualTo("200 hello");
        assertThat(body(second.port(), "/")).isEqualTo("200 other");
    }

    @Test
    void handle_requestLineOver8KiB_is414AsProblem() throws Exception {
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        String answer = raw(server.port(), "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).containsPattern("^HTTP/1[.][01] 414 ").contains("/-/problems/too-large");
    }

    @Test
    void handle_headersOver16KiB_is431AsProblem() throws Exception {
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        String answer = raw(server.port(), "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(17_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431").contains("/-/problems/too-large");
    }

    @Test
    void handle_notHttp_is400AsProblem() throws Exception {
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        String answer = raw(server.port(), "GET / HTTP/1.1\r\nBad Header\u0001: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("/-/problems/malformed-request");
    }

    @Test
    void handle_http2WithPriorKnowledge_getsNoHttp2() throws Exception {
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        String emptySettings = "\0\0\0\4\0\0\0\0\0";
        String answer = raw(server.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + emptySettings);
        assertThat(answer).startsWith("HTTP/2.0 501 Not Implemented\r\n").doesNotContain("\0");
    }

    @Test
    void handle_upgradeToHttp2_isAnsweredInHttp1() throws Exception {
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        String answer = raw(server.port(), """
                GET / HTTP/1.1
                Host: x
                Connection: close, Upgrade, HTTP2-Settings
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA

                GET / HTTP/1.1
                Host: x
                Connection: close

                """.replace("\n", "\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: close", "Bad Header\u0001: x"})
    void handle_anyRequest_answerHasOneDate(String header) throws Exception {
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, WebServerTest::hello);
        String answer = raw(server.port(), "GET / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
        assertThat(answer.lines().filter(line -> line.startsWith("date: ")))
                .singleElement()
                .asString()
                .matches("date: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT");
    }

    @Test
    void stop_requestUnderWay_isFinishedAndNewOnesAreRefused() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        AtomicReference<HttpServerRequest> held = new AtomicReference<>();
        WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, request -> {
            held.set(request);
            arrived.countDown();
        });
        int port = server.port();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(get(port, "/"), BodyHandlers.ofString());
        assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stop(Duration.ofSeconds(5)));
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> refusesConnections(port));
        assertThat(stopped).isNotDone();
        held.get().response().end("late, but whole");

        assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("late, but whole");
        stopped.get(5, TimeUnit.SECONDS);
    }

    @Test
    void operations_conditionUnmet_isNotReadyButAlive() throws Exception {
        AtomicReference<Optional<String>> store = new AtomicReference<>(Optional.of("unreachable"));
        try (Health health = new Health(Map.of("store", store::get))) {
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            meters.counter("terse.test").increment();
            Operations operations = new Operations(health, meters, Map.of("version", "1"));
            int port = WebServer.start(vertx, "127.0.0.1", 0, 1, operations).port();

            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(body(port, "/readyz")).startsWith("503 ").contains("\"store\":\"unreachable\""));
            assertThat(body(port, "/livez")).isEqualTo("200 {\"status\":\"up\"}");
            assertThat(body(port, "/info")).isEqualTo("200 {\"version\":\"1\"}");
            assertThat(body(port, "/metrics")).startsWith("200 ").contains("terse_test_total 1.0");

            store.set(Optional.empty());
            Awaitility.await()
                    .untilAsserted(() -> assertThat(body(port, "/readyz")).isEqualTo("200 {\"status\":\"ready\"}"));
            health.stopping();
            assertThat(body(port, "/readyz")).startsWith("503 ").contains("stopping");
            assertThat(body(port, "/other")).startsWith("404 ");
        }
    }

    private static void hello(HttpServerRequest request) {
        request.response().end("hello");
    }

    private String body(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(get(port, path), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static HttpRequest get(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
