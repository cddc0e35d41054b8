package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway does by itself, with services behind it that only show what arrives. */
final class GatewayIT {
    private static final String CLOSE = "Host: s.example\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/aB3dE9x, redirect",
        "/, redirect",
        "/aB3dE9x+, redirect",
        "/api, redirect",
        "/apix, redirect",
        "/-, redirect",
        "/-x, redirect",
        "/robots.txt, redirect",
        "/api/v1/links, create",
        "/api/v1/links?limit=5, create",
        "/api/v1/links/1, create",
        "/-/, create",
        "/-/docs, create",
    })
    void route_path_reachesItsService(String path, String service) throws IOException {
        Nginx nginx = gateway(stub("create"), stub("redirect"));

        assertThat(send(nginx, "GET " + path + " HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 200 ")
                .endsWith(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a//b",
                "/a%2Fb",
                "/%61bc",
                "/a/./b/../c",
                "/a?x=%20&y=/../",
                "/abc+?",
                "/api/v1//links",
                "/api/v1/links/a%2Fb",
                "/api/v1/links?q=%zz",
            })
    void route_anyPath_isPassedOnAsItCame(String path) throws IOException {
        StubService service = stub("any");
        Nginx nginx = gateway(service, service);

        send(nginx, "GET " + path + " HTTP/1.1\r\n" + CLOSE);

        assertThat(service.requests())
                .extracting(StubService.Request::line)
                .containsExactly("GET " + path + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/abc", "/api/v1/links"})
    void headers_ofAStranger_areReplaced(String path) throws IOException {
        StubService service = stub("any");
        Nginx nginx = gateway(service, service);

        send(
                nginx,
                "GET " + path + " HTTP/1.1\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: evil.example\r\nX-Real-IP: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                        + "X_Request_Id: six\r\nX-Request-Id: not fit for a log\r\n" + CLOSE);

        StubService.Request request = service.requests().getFirst();
        assertThat(request.values("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.values("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.values("Host")).containsExactly("s.example");
        assertThat(request.values("X-Request-Id")).singleElement().asString().matches("[0-9a-f]{32}");
        assertThat(request.headers()).noneMatch(header -> header.contains("6.6.6.6") || header.contains("evil"));
    }

    @Test
    void headers_usableRequestId_isPassedOn() throws IOException {
        StubService service = stub("any");
        Nginx nginx = gateway(service, service);

        send(nginx, "GET /abc HTTP/1.1\r\nX-Request-Id: one.Two_3-4\r\n" + CLOSE);

        assertThat(service.requests().getFirst().values("X-Request-Id")).containsExactly("one.Two_3-4");
    }

    @Test
    void answer_locationOf8KiB_isPassedOn() throws IOException {
        String target = "https://example.com/" + "y".repeat(8_172);
        StubService service = service("HTTP/1.1 302 Found\r\nLocation: " + target + "\r\nContent-Length: 0\r\n\r\n");
        Nginx nginx = gateway(service, service);

        assertThat(send(nginx, "GET /abc HTTP/1.1\r\n" + CLOSE)).contains("\r\nLocation: " + target + "\r\n");
    }

    @Test
    void request_lineOf8KiB_passes() throws IOException {
        StubService service = stub("any");
        Nginx nginx = gateway(service, service);
        String line = "GET /" + "z".repeat(8_192 - 14) + " HTTP/1.1";

        send(nginx, line + "\r\n" + CLOSE);

        assertThat(service.requests().getFirst().line()).isEqualTo(line).hasSize(8_192);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void retry_nodeBreaksOff_readIsAnsweredByTheNext(String method) throws IOException {
        StubService broken = new StubService(_ -> Optional.empty());
        open.add(broken);
        StubService sound = stub("sound");
        Nginx nginx = gateway(List.of(broken, sound), List.of(broken, sound));

        for (String path : List.of("/abc", "/abc", "/api/v1/links", "/api/v1/links/1")) {
            assertThat(send(nginx, method + " " + path + " HTTP/1.1\r\n" + CLOSE))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(broken.requests()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT", "DELETE"})
    void retry_nodeBreaksOff_writeIsSentOnce(String method) throws IOException {
        StubService broken = new StubService(_ -> Optional.empty());
        open.add(broken);
        StubService alsoBroken = new StubService(_ -> Optional.empty());
        open.add(alsoBroken);
        Nginx nginx = gateway(List.of(broken, alsoBroken), List.of(broken, alsoBroken));

        String answer = send(nginx, method + " /api/v1/links/1 HTTP/1.1\r\nContent-Length: 0\r\n" + CLOSE);

        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 5\r\n");
        assertThat(broken.requests().size() + alsoBroken.requests().size()).isEqualTo(1);
    }

    @Test
    void answer_503OfAService_isPassedOnAndNotRetried() throws IOException {
        String honest = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 6\r\n\r\nhonest";
        StubService one = service(honest);
        StubService two = service(honest);
        Nginx nginx = gateway(List.of(one, two), List.of(one, two));

        assertThat(send(nginx, "GET /abc HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 503 ")
                .contains("\r\nRetry-After: 7\r\n")
                .endsWith("honest");
        assertThat(one.requests().size() + two.requests().size()).isEqualTo(1);
    }

    @Test
    void answer_servicesAreDown_is503AndSaysWhenToComeBack() throws IOException {
        StubService gone = stub("gone");
        gone.close();
        Nginx nginx = gateway(gone, gone);

        assertThat(send(nginx, "GET /abc HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 503 ")
                .contains("\r\nRetry-After: 5\r\n", "\r\nContent-Type: text/html; charset=utf-8\r\n");
        assertThat(send(nginx, "GET /api/v1/links HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 503 ")
                .contains("\r\nRetry-After: 5\r\n", "\r\nContent-Type: application/problem+json\r\n")
                .contains("\"type\":\"/-/problems/unavailable\"");
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE /api/x HTTP/1.1, Host: a, 405, method-not-allowed",
        "GET /api/../../x HTTP/1.1, Host: a, 400, malformed-request",
        "GET /api/%00 HTTP/1.1, Host: a, 400, malformed-request",
        "GET /api/%zz HTTP/1.1, Host: a, 400, malformed-request",
        "GET /api/x HTTP/1.1, Host: a b, 400, malformed-request",
        "POST /api/x HTTP/1.1, Content-Length: 5000000, 413, too-large",
    })
    void refusal_underApi_isProblemDetails(String line, String header, int status, String type) throws IOException {
        StubService service = stub("any");
        Nginx nginx = gateway(service, service);
        String host = header.startsWith("Host") ? "" : "Host: a\r\n";

        String answer =
                send(nginx, line + "\r\n" + host + header + "\r\nX-Request-Id: the-one\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\nContent-Type: application/problem+json\r\n", "\"type\":\"/-/problems/" + type + "\"")
                .contains("\"status\":" + status + ",", "\"title\":\"", "\"detail\":\"", "\"requestId\":\"");
    }

    @ParameterizedTest
    @CsvSource({"path, 414", "header, 431"})
    void refusal_tooLongUnderApi_isProblemDetails(String what, int status) throws IOException {
        StubService service = stub("any");
        Nginx nginx = gateway(service, service);
        String text = "z".repeat(20_000);

        String answer = send(
                nginx,
                what.equals("path")
                        ? "GET /api/" + text + " HTTP/1.1\r\n" + CLOSE
                        : "GET /api/x HTTP/1.1\r\nX-Long: " + text + "\r\n" + CLOSE);

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\"type\":\"/-/problems/too-large\"", "\"status\":" + status + ",");
    }

    @Test
    void limit_tooManyRequestsToTheApi_is429AndRedirectsGoOn() throws IOException {
        StubService service = stub("any");
        Nginx nginx = Nginx.start(folder, List.of(service.address()), List.of(service.address()), 1);
        open.add(nginx);

        String answer = "";
        for (int i = 0; i < 230 && !answer.startsWith("HTTP/1.1 429 "); i++) {
            answer = send(nginx, "GET /api/v1/links HTTP/1.1\r\n" + CLOSE);
        }

        assertThat(answer)
                .startsWith("HTTP/1.1 429 ")
                .contains("\r\nRetry-After: 1\r\n", "\"type\":\"/-/problems/rate-limited\"");
        assertThat(send(nginx, "DELETE /api/v1/links/1 HTTP/1.1\r\n" + CLOSE)).startsWith("HTTP/1.1 429 ");
        assertThat(send(nginx, "GET /abc HTTP/1.1\r\n" + CLOSE)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/links, true", "/api/v1/links/1/stats, true", "/api/v1/links/1, false", "/abc, false"})
    void answer_largeJson_isPackedWhereNoVersionIsLost(String path, boolean packed) throws IOException {
        StubService service = service("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"3\"\r\n"
                + "Content-Length: 4002\r\n\r\n\"" + "x".repeat(4_000) + "\"");
        Nginx nginx = gateway(service, service);

        String answer = send(nginx, "GET " + path + " HTTP/1.1\r\nAccept-Encoding: gzip\r\n" + CLOSE);

        assertThat(answer.contains("\r\nContent-Encoding: gzip\r\n")).isEqualTo(packed);
        assertThat(answer.contains("\r\nETag: \"3\"\r\n")).isEqualTo(!packed);
    }

    private StubService stub(String name) throws IOException {
        return service(StubService.ok(name));
    }

    private StubService service(String answer) throws IOException {
        StubService service = new StubService(request -> Optional.of(
                request.line().startsWith("HEAD") ? answer.substring(0, answer.indexOf("\r\n\r\n") + 4) : answer));
        open.add(service);
        return service;
    }

    private Nginx gateway(StubService create, StubService redirect) {
        return gateway(List.of(create), List.of(redirect));
    }

    private Nginx gateway(List<StubService> create, List<StubService> redirect) {
        Nginx nginx = Nginx.start(
                folder,
                create.stream().map(StubService::address).toList(),
                redirect.stream().map(StubService::address).toList());
        open.add(nginx);
        return nginx;
    }

    /** Sends bytes that no HTTP client would send, and answers all that comes back. */
    private static String send(Nginx nginx, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
