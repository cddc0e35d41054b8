package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.link.ServedLinks;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.Target;
import dev.terse.web.ClientAddress;
import dev.terse.web.Network;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service over real connections, as bytes: what is sent and answered is not made pretty by a client. */
class RedirectServiceTest {
    private static final Instant NOW = Links.CREATED.plusSeconds(1);
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final List<Vertx> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FakeLinks links = new FakeLinks();
    private final Map<Integer, BothLanes> compared = new ConcurrentHashMap<>();
    private final int port = start(() -> new MissLimiter(0, 1, System::nanoTime));

    @AfterEach
    void close() throws Exception {
        for (Vertx vertx : running) {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        for (BothLanes both : compared.values()) {
            both.close();
        }
        threads.shutdownNow();
    }

    @Test
    void get_link_isTheWholeAnswer() {
        links.put("abc", Links.to("https://example.com/a?b=c#d"));
        for (int i = 0; i < 2; i++) {
            String answer = send("GET /abc HTTP/1.1", "Host: s.example");
            assertThat(answer.replaceFirst("\r\ndate: [^\r]*GMT\r", "\r\ndate: now\r"))
                    .isEqualTo("""
                    HTTP/1.1 302 Found
                    date: now
                    location: https://example.com/a?b=c#d
                    cache-control: private, no-store
                    Referrer-Policy: strict-origin-when-cross-origin
                    X-Content-Type-Options: nosniff
                    content-length: 0
                    connection: close

                    """.replace("\n", "\r\n"));
        }
        assertThat(links.reads).hasValue(1);
        assertThat(count("redirect")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # request line                          | status | location
            GET /abc HTTP/1.1                       | 302 | https://t.example/a?b=c#d
            HEAD /abc HTTP/1.1                      | 302 | https://t.example/a?b=c#d
            GET /abc HTTP/1.0                       | 302 | https://t.example/a?b=c#d
            GET /abc? HTTP/1.1                      | 302 | https://t.example/a?b=c#d
            GET /abc?x=1 HTTP/1.1                   | 302 | https://t.example/a?b=c#d
            GET /abc#x HTTP/1.1                     | 302 | https://t.example/a?b=c#d
            GET /%61bc HTTP/1.1                     | 302 | https://t.example/a?b=c#d
            GET http://s.example/abc HTTP/1.1       | 302 | https://t.example/a?b=c#d
            GET http://other.example:81/abc HTTP/1.1| 302 | https://t.example/a?b=c#d
            GET /abc/ HTTP/1.1                      | 404 | ~~
            GET /abc/x HTTP/1.1                     | 404 | ~~
            GET /ABC HTTP/1.1                       | 404 | ~~
            GET //abc HTTP/1.1                      | 404 | ~~
            GET /../abc HTTP/1.1                    | 404 | ~~
            GET /./abc HTTP/1.1                     | 404 | ~~
            GET /abc%00 HTTP/1.1                    | 404 | ~~
            GET /abc%2F HTTP/1.1                    | 404 | ~~
            GET /abc%2e HTTP/1.1                    | 404 | ~~
            GET /abcé HTTP/1.1                      | 404 | ~~
            GET /abc\\ HTTP/1.1                      | 404 | ~~
            GET ftp://s.example/abc HTTP/1.1        | 404 | ~~
            GET * HTTP/1.1                          | 404 | ~~
            GET /nothing HTTP/1.1                   | 404 | ~~
            GET /no HTTP/1.1                        | 404 | ~~
            GET /api/v1/links HTTP/1.1              | 404 | ~~
            GET /-/ HTTP/1.1                        | 404 | ~~
            GET /admin HTTP/1.1                     | 404 | ~~
            GET /.well-known/other HTTP/1.1         | 404 | ~~
            # forwarding its query
            GET /query HTTP/1.1                     | 302 | https://t.example/a?b=c#d
            GET /query? HTTP/1.1                    | 302 | https://t.example/a?b=c#d
            GET /query?b=2&x=1 HTTP/1.1             | 302 | https://t.example/a?b=c&x=1#d
            GET /query?x=%0d%0aSet-Cookie:a HTTP/1.1| 302 | https://t.example/a?b=c&x=%0d%0aSet-Cookie:a#d
            GET /query?x=1#y HTTP/1.1               | 302 | https://t.example/a?b=c&x=1#d
            GET /query/x HTTP/1.1                   | 404 | ~~
            # forwarding its path
            GET /path HTTP/1.1                      | 302 | https://t.example/
            GET /path/ HTTP/1.1                     | 302 | https://t.example/
            GET /path/x/y HTTP/1.1                  | 302 | https://t.example/x/y
            GET /path?x=1 HTTP/1.1                  | 302 | https://t.example/
            GET /path//evil.example HTTP/1.1        | 302 | https://t.example/evil.example
            GET /path/\\evil.example HTTP/1.1        | 302 | https://t.example/evil.example
            GET /path/../x HTTP/1.1                 | 302 | https://t.example/%252E%252E/x
            GET /path/%2e%2e/x HTTP/1.1             | 302 | https://t.example/%252e%252e/x
            GET /path/%00 HTTP/1.1                  | 302 | https://t.example/%00
            # states
            GET /deleted HTTP/1.1                   | 410 | ~~
            GET /disabled HTTP/1.1                  | 410 | ~~
            GET /banned HTTP/1.1                    | 410 | ~~
            GET /expired HTTP/1.1                   | 410 | ~~
            GET /fallback HTTP/1.1                  | 302 | https://t.example/over
            GET /scheduled HTTP/1.1                 | 404 | ~~
            GET /forever HTTP/1.1                   | 308 | https://t.example/
            # previews say where and don't lead there
            GET /abc+ HTTP/1.1                      | 200 | ~~
            GET /abc%2B HTTP/1.1                    | 200 | ~~
            HEAD /abc+ HTTP/1.1                     | 200 | ~~
            GET /abc+/x HTTP/1.1                    | 404 | ~~
            GET /fallback+ HTTP/1.1                 | 200 | ~~
            GET /expired+ HTTP/1.1                  | 410 | ~~
            GET /banned+ HTTP/1.1                   | 410 | ~~
            GET /scheduled+ HTTP/1.1                | 404 | ~~
            GET /nothing+ HTTP/1.1                  | 404 | ~~
            # other methods
            POST /abc HTTP/1.1                      | 405 | ~~
            PUT /abc HTTP/1.1                       | 405 | ~~
            DELETE /nothing HTTP/1.1                | 405 | ~~
            PATCH / HTTP/1.1                        | 405 | ~~
            OPTIONS * HTTP/1.1                      | 405 | ~~
            TRACE /abc HTTP/1.1                     | 405 | ~~
            BREW /abc HTTP/1.1                      | 405 | ~~
            get /abc HTTP/1.1                       | 405 | ~~
            # beside the codes
            GET / HTTP/1.1                          | 200 | ~~
            GET /?x HTTP/1.1                        | 200 | ~~
            HEAD / HTTP/1.1                         | 200 | ~~
            GET http://s.example HTTP/1.1           | 200 | ~~
            GET /robots.txt HTTP/1.1                | 200 | ~~
            GET /favicon.ico HTTP/1.1               | 200 | ~~
            GET /.well-known/security.txt HTTP/1.1  | 200 | ~~
            """)
    void request_line_isAnswered(String requestLine, int status, String location) {
        putAllKinds();
        for (String accept : List.of("*/*", BROWSER)) {
            Answer answer = ask(requestLine, "Host: s.example", "Accept: " + accept);
            assertThat(answer.status).isEqualTo(status);
            assertThat(answer.headers.getOrDefault("location", "")).isEqualTo(location);
            assertThat(answer.headers)
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsKey("content-length")
                    .doesNotContainKey("set-cookie");
            if (location.isEmpty()) {
                assertThat(answer.headers).containsKey("x-request-id");
            }
            if (requestLine.startsWith("HEAD")) {
                assertThat(answer.body).isEmpty();
            } else {
                assertThat(answer.body.getBytes(StandardCharsets.ISO_8859_1))
                        .hasSize(Integer.parseInt(answer.header("content-length")));
            }
            if (status == 405) {
                assertThat(answer.headers).containsEntry("allow", "GET, HEAD");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s.example", "unknown.example", "s.example:8080", "[::1]", "EVIL.example", ""})
    void get_anyHost_isServedAsTheDefaultDomain(String host) {
        putAllKinds();
        assertThat(ask("GET /abc HTTP/1.1", "Host: " + host).status).isEqualTo(302);
    }

    @Test
    void get_noHost_isServed() {
        putAllKinds();
        assertThat(ask("GET /abc HTTP/1.0").status).isEqualTo(302);
    }

    @Test
    void get_nothingThere_tellsClientsByProblemDetailsAndPeopleByAPage() {
        Answer client = ask("GET /nothing HTTP/1.1", "Host: s.example", "X-Request-Id: r-1");
        assertThat(client.headers)
                .containsEntry("content-type", "application/problem+json")
                .containsEntry("vary", "Accept")
                .containsEntry("x-request-id", "r-1")
                .containsEntry("cache-control", "no-store");
        assertThat(client.body)
                .contains("\"type\":\"/-/problems/not-found\"", "\"status\":404", "\"requestId\":\"r-1\"");

        Answer person = ask("GET /nothing HTTP/1.1", "Host: s.example", "X-Request-Id: r-1", "Accept: " + BROWSER);
        assertThat(person.status).isEqualTo(404);
        assertThat(person.headers)
                .containsEntry("content-type", "text/html; charset=utf-8")
                .containsEntry("vary", "Accept")
                .containsEntry("x-request-id", "r-1")
                .containsEntry("cache-control", "no-store");
        assertThat(person.header("content-security-policy"))
                .contains("default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(person.body)
                .startsWith("<!doctype html>\n<html lang=\"en\">")
                .contains("<meta name=\"robots\" content=\"noindex\">", "name=\"viewport\"")
                .doesNotContain("<script");
    }

    @Test
    void get_preview_showsTheTargetAsText() {
        links.put(
                "abc",
                titled(Links.forwarding("https://t.example/?a='<b>'&c=\"d\""), "<script>alert(1)</script> & \"more\""));
        Answer person = ask("GET /abc+?x=\"><script>&y HTTP/1.1", "Host: s.example", "Accept: " + BROWSER);
        assertThat(person.status).isEqualTo(200);
        assertThat(person.body)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;")
                .contains("https://s.example/abc")
                .contains("https://t.example/?a=&#39;&lt;b&gt;&#39;&amp;c=&quot;d&quot;")
                .contains("href=\"/abc?x=&quot;&gt;&lt;script&gt;&amp;y\"")
                .contains("22 November 2026")
                .doesNotContain("<script", "<b>");
        assertThat(person.headers).doesNotContainKey("location").containsEntry("referrer-policy", "no-referrer");

        Answer client = ask("GET /abc+?x=1 HTTP/1.1", "Host: s.example", "Accept: application/json");
        assertThat(client.headers)
                .containsEntry("content-type", "application/json")
                .containsEntry("vary", "Accept");
        assertThat(client.body)
                .isEqualTo("{\"code\":\"abc\",\"shortUrl\":\"https://s.example/abc\","
                        + "\"url\":\"https://t.example/?a='<b>'&c=\\\"d\\\"&x=1\","
                        + "\"title\":\"<script>alert(1)</script> & \\\"more\\\"\","
                        + "\"createdAt\":\"2026-11-22T10:00:00Z\"}");
        assertThat(count("preview")).isEqualTo(2);
        assertThat(count("redirect")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, src=qr, /plain?src=qr, true",
        "plain, a=1&src=qr, /plain?src=qr, true",
        "plain, a=1&src=qr2, /plain, false",
        "query, a=1&src=qr, /query?a=1&amp;src=qr, true",
        "query, src=mail, /query?src=mail, false",
    })
    void get_previewOfAScan_saysSoAndStaysAScan(String code, String query, String onward, boolean scanned) {
        links.put("plain", Links.to("https://t.example/"));
        links.put("query", Links.forwarding("https://t.example/"));
        Answer person = ask("GET /" + code + "+?" + query + " HTTP/1.1", "Host: s.example", "Accept: " + BROWSER);
        assertThat(person.body).contains("href=\"" + onward + "\"");
        assertThat(person.body.contains(
                        "<dd>A QR code: <code>src=qr</code> counts the scan and is not passed on.</dd>"))
                .isEqualTo(scanned);
        assertThat(person.body).doesNotContain("t.example/?src=qr", "a=1&amp;src=qr</dd>");
    }

    @Test
    void get_storeDown_servesWhatIsCachedAndIs503ForTheRest() {
        links.put("abc", Links.to("https://t.example/"));
        assertThat(ask("GET /abc HTTP/1.1", "Host: s.example").status).isEqualTo(302);
        links.down = true;
        assertThat(ask("GET /abc HTTP/1.1", "Host: s.example").status).isEqualTo(302);
        for (String accept : List.of("*/*", BROWSER)) {
            Answer uncached = ask("GET /other HTTP/1.1", "Host: s.example", "Accept: " + accept);
            assertThat(uncached.status).isEqualTo(503);
            assertThat(uncached.headers).containsEntry("retry-after", "5");
        }
        links.down = false;
        assertThat(ask("GET /other HTTP/1.1", "Host: s.example").status).isEqualTo(404);
    }

    @Test
    void get_storeBreaks_is503AndSaysNothingOfTheCause() {
        links.broken = true;
        Answer answer = ask("GET /abc HTTP/1.1", "Host: s.example");
        assertThat(answer.status).isEqualTo(503);
        assertThat(answer.body).doesNotContain("Exception", "row");
    }

    @Test
    void get_manyUnknownCodes_areLimitedByNetworkBeforeTheStoreIsAsked() {
        int limited = start(() -> new MissLimiter(3, 1, () -> 0L));
        links.put("abc", Links.to("https://t.example/"));
        String own = "X-Forwarded-For: 192.0.2.7";
        assertThat(ask(limited, "GET /abc HTTP/1.1", own).status).isEqualTo(302);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(limited, "GET /miss" + i + " HTTP/1.1", own).status).isEqualTo(404);
        }
        int reads = links.reads.get();
        for (String accept : List.of("*/*", BROWSER)) {
            Answer refused = ask(limited, "GET /miss9 HTTP/1.1", "X-Forwarded-For: 192.0.2.99", "Accept: " + accept);
            assertThat(refused.status).isEqualTo(429);
            assertThat(refused.headers)
                    .containsEntry("retry-after", "1")
                    .containsEntry("ratelimit-limit", "3")
                    .containsEntry("ratelimit-remaining", "0")
                    .containsEntry("ratelimit-reset", "1");
        }
        assertThat(links.reads).hasValue(reads);
        assertThat(ask(limited, "GET /abc HTTP/1.1", own).status).isEqualTo(302);
        assertThat(ask(limited, "GET /miss9 HTTP/1.1", "X-Forwarded-For: 192.0.3.7").status)
                .isEqualTo(404);
        assertThat(count("limited")).isEqualTo(2);
    }

    @Test
    void get_manyLinksNotYetCached_areNeverLimited() {
        int limited = start(() -> new MissLimiter(1, 1, () -> 0L));
        for (int i = 0; i < 50; i++) {
            links.put("link" + i, Links.to("https://t.example/" + i));
            assertThat(ask(limited, "GET /link" + i + " HTTP/1.1").status).isEqualTo(302);
        }
    }

    @Test
    void get_fixedFiles_areWhatTheyAreCalled() {
        assertThat(ask("GET /robots.txt HTTP/1.1").body).isEqualTo("User-agent: *\nDisallow: /api/\nDisallow: /-/\n");
        Answer icon = ask("GET /favicon.ico HTTP/1.1");
        assertThat(icon.headers)
                .containsEntry("content-type", "image/x-icon")
                .containsEntry("cache-control", "public, max-age=86400");
        assertThat(icon.body).startsWith("\0\0\1\0");
        assertThat(ask("GET /.well-known/security.txt HTTP/1.1").body).isEqualTo("""
                Contact: mailto:security@s.example
                Expires: 2027-02-20T10:00:01Z
                Canonical: https://s.example/.well-known/security.txt
                """);
        assertThat(ask("GET / HTTP/1.1").body).contains("A Terse link server");
    }

    @Test
    void get_noSecurityContact_hasNoSecurityFile() {
        int without = start(() -> new MissLimiter(0, 1, () -> 0L), new Site(1, "https://s.example", null));
        assertThat(ask(without, "GET /.well-known/security.txt HTTP/1.1").status)
                .isEqualTo(404);
    }

    @Test
    void get_hostileAdditions_neverBreakTheHeadersOrChangeTheHost() {
        links.put("abc", Links.forwarding("https://t.example/base?own=1#end"));
        List<String> baits = List.of(
                "/",
                "\\",
                "..",
                ".",
                "%2e",
                "%252E",
                ";",
                "%2f",
                "%5c",
                "%00",
                "%0d%0a",
                "\t",
                "@evil.example",
                ":80",
                "?",
                "&",
                "=",
                "own=2",
                "%",
                "%4",
                "\u00e9",
                "\u0001",
                "\u007f",
                "[",
                "<",
                "'",
                "\"",
                "#",
                "//",
                "*");
        IntStream.range(0, 200).forEach(n -> {
            StringBuilder bait = new StringBuilder();
            for (int i = n, parts = 0; parts < 6; parts++, i = i * 31 + 17) {
                bait.append(baits.get(Math.floorMod(i >> 3, baits.size())));
            }
            Answer answer = ask("GET /abc/" + bait + " HTTP/1.1", "Host: s.example");
            if (answer.status == 400) {
                return;
            }
            assertThat(answer.status).as(bait.toString()).isEqualTo(302);
            URI location = URI.create(answer.header("location"));
            assertThat(location.getHost()).isEqualTo("t.example");
            assertThat(location.getRawAuthority()).isEqualTo("t.example");
            assertThat(location.normalize().getRawPath()).startsWith("/base");
            assertThat(location.getRawQuery()).matches("own=1(&.*)?").doesNotContain("&own=");
            assertThat(location.getRawFragment()).isEqualTo("end");
            assertThat(answer.headers).hasSize(7);
        });
    }

    @Test
    void get_manyRequestsOnOneConnection_areAnsweredInTheirOrder() throws IOException {
        putAllKinds();
        String requests = """
                GET /abc HTTP/1.1
                Host: s.example

                GET /deleted HTTP/1.1
                Host: s.example

                GET /path/x HTTP/1.1
                Host: s.example
                Connection: close

                """.replace("\n", "\r\n");
        Matcher status = Pattern.compile("HTTP/1[.]1 ([0-9]+)").matcher(exchange(port, requests));
        assertThat(status.results().map(result -> result.group(1))).containsExactly("302", "410", "302");
    }

    private void putAllKinds() {
        Instant past = NOW.minusSeconds(1);
        Target target = new Target("https://t.example/");
        Target over = new Target("https://t.example/over");
        links.put("abc", Links.to("https://t.example/a?b=c#d"));
        links.put("query", Links.link("https://t.example/a?b=c#d", true, false));
        links.put("path", Links.link("https://t.example/", false, true));
        links.put("deleted", link(null, null, null, over, 302, false, false, true));
        links.put("disabled", link(target, null, null, over, 302, true, false, false));
        links.put("banned", link(target, null, null, over, 302, false, true, false));
        links.put("expired", link(target, null, past, null, 302, false, false, false));
        links.put("fallback", link(target, null, past, over, 301, false, false, false));
        links.put("scheduled", link(target, NOW.plusSeconds(1), null, over, 302, false, false, false));
        links.put("forever", link(target, null, null, null, 308, false, false, false));
    }

    private static ServedLink link(
            @Nullable Target target,
            @Nullable Instant startsAt,
            @Nullable Instant expiresAt,
            @Nullable Target fallback,
            int status,
            boolean disabled,
            boolean banned,
            boolean deleted) {
        return new ServedLink(
                1,
                target,
                null,
                startsAt,
                expiresAt,
                fallback,
                status,
                false,
                false,
                disabled,
                banned,
                deleted,
                Links.CREATED);
    }

    private static ServedLink titled(ServedLink link, String title) {
        return new ServedLink(
                link.number(),
                link.target(),
                title,
                null,
                null,
                null,
                302,
                link.forwardQuery(),
                link.forwardPath(),
                false,
                false,
                false,
                link.createdAt());
    }

    private int start(Supplier<MissLimiter> limiter) {
        return start(limiter, new Site(1, "https://s.example", "mailto:security@s.example"));
    }

    private int start(Supplier<MissLimiter> limiter, Site site) {
        LinkCache cache =
                new LinkCache(links, 1 << 20, 100, threads, System::nanoTime, () -> 0L, new SimpleMeterRegistry());
        ClientAddress addresses = new ClientAddress(List.of(Network.parse("127.0.0.1")));
        RedirectService service = new RedirectService(
                cache, limiter.get(), addresses, site, new Clicks((_, _) -> true, _ -> null, null), () -> NOW, meters);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        running.add(vertx);
        int port = WebServer.start(vertx, "127.0.0.1", 0, 1, () -> new WebServer.Service(service, service.lane()))
                .port();
        compared.put(port, new BothLanes(links::look, limiter, site, () -> NOW));
        return port;
    }

    private double count(String outcome) {
        return meters.get("terse.redirect.answers")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private Answer ask(String requestLine, String... headers) {
        return ask(port, requestLine, headers);
    }

    private Answer ask(int port, String requestLine, String... headers) {
        return Answer.parse(send(port, requestLine, headers));
    }

    private String send(String requestLine, String... headers) {
        return send(port, requestLine, headers);
    }

    private String send(int port, String requestLine, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        try {
            var _ = both(port).compareRepeated(requestLine + "\r\n" + lines + "\r\n", 3);
            return exchange(port, requestLine + "\r\n" + lines + "Connection: close\r\n\r\n");
        } catch (IOException failure) {
            throw new AssertionError(requestLine, failure);
        }
    }

    private BothLanes both(int port) {
        return Objects.requireNonNull(compared.get(port));
    }

    /** One character is one byte, both ways. Both lanes have to give the same answer. */
    private String exchange(int port, String bytes) throws IOException {
        var _ = both(port).compare(List.of(bytes));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private record Answer(int status, Map<String, String> headers, String body) {
        static Answer parse(String text) {
            int end = text.indexOf("\r\n\r\n");
            assertThat(end).as(text).isPositive();
            List<String> head = text.substring(0, end).lines().toList();
            Map<String, String> headers = new TreeMap<>();
            for (String line : head.subList(1, head.size())) {
                int colon = line.indexOf(':');
                String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                assertThat(headers.put(name, line.substring(colon + 1).strip())).isNull();
            }
            return new Answer(Integer.parseInt(head.getFirst().split(" ", -1)[1]), headers, text.substring(end + 4));
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private static final class FakeLinks implements ServedLinks {
        private final Map<Code, ServedLink> links = new ConcurrentHashMap<>();
        private final AtomicInteger reads = new AtomicInteger();
        private volatile boolean down;
        private volatile boolean broken;

        void put(String code, ServedLink link) {
            links.put(new Code(code), link);
        }

        @Override
        public Optional<ServedLink> find(long domain, Code code) {
            reads.incrementAndGet();
            return look(domain, code);
        }

        Optional<ServedLink> look(long domain, Code code) {
            if (down) {
                throw new StorageUnavailable("down");
            }
            if (broken) {
                throw new IllegalStateException("a row that can't be read");
            }
            return domain == 1 ? Optional.ofNullable(links.get(code)) : Optional.empty();
        }
    }
}
