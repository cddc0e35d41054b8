package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.click.ClickReader;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.redirect.BothLanes.Connection;
import dev.terse.redirect.BothLanes.Side;
import dev.terse.target.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast lane and the general one: that the first is taken, and that nobody can tell by the answers. */
class LanesTest {
    private static final String PLAIN = "GET /plain HTTP/1.1\r\nHost: s.example\r\n\r\n";
    private static final String BROWSER = """
            GET /plain HTTP/1.1
            Host: s.example
            Connection: keep-alive
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8
            Sec-Fetch-Site: cross-site
            Referer: https://example.org/where?it=was
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: de-DE,de;q=0.9,en;q=0.8
            Cookie: a=b; c="d e"; e=\t\u00e9
            X-Forwarded-For: 203.0.113.77
            CF-IPCountry: DE

            """.replace("\n", "\r\n");

    private final Map<Code, ServedLink> links = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Instant now = Links.CREATED.plusSeconds(60);
    private final BothLanes both = new BothLanes(
            this::find,
            () -> new MissLimiter(0, 1, System::nanoTime),
            new Site(1, "https://s.example", null),
            () -> now);

    private Optional<ServedLink> find(long domain, Code code) {
        reads.incrementAndGet();
        return Optional.ofNullable(links.get(code));
    }

    @BeforeEach
    void makeLinks() {
        put("plain", Links.to("https://t.example/a?b=c#d"));
        put("other", Links.to("https://t.example/" + "long".repeat(400)));
        put("longest", Links.to("https://t.example/" + "l".repeat(3_800)));
        put("tooLong", Links.to("https://t.example/" + "l".repeat(3_900)));
        put("query", Links.link("https://t.example/?own=1", true, false));
        put("moved", link(301, null, null, false, null));
        put("temporary", link(307, null, null, false, null));
        put("forever", link(308, null, null, false, null));
        put("disabled", link(302, null, null, true, null));
        put("started", link(302, now.minusSeconds(1), null, false, null));
        put("ending", link(302, null, now.plusSeconds(30), false, "https://t.example/over"));
    }

    @AfterEach
    void close() {
        both.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "other", "query", "moved", "temporary", "forever", "longest"})
    void get_linkInMemory_isTakenByTheLaneFromTheSecondTimeOn(String code) throws IOException {
        String answers = both.compareRepeated("GET /" + code + " HTTP/1.1\r\nHost: s.example\r\n\r\n", 4);
        assertThat(answers.split("\r\nlocation: ", -1)).hasSize(5);
        assertThat(both.with.taken()).isEqualTo(3);
        assertThat(both.without.taken()).isZero();
        for (Side side : List.of(both.with, both.without)) {
            assertThat(count(side, "terse.redirect.answers", "redirect")).isEqualTo(4);
            assertThat(side.meters
                            .get("terse.redirect.cache.hits")
                            .functionCounter()
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void get_asBrowsersAsk_isTakenByTheLane() throws IOException {
        both.compareRepeated(BROWSER, 3);
        assertThat(both.with.taken()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "ending", "disabled", "unknown", "tooLong"})
    void get_linkThatNeedsMoreThanItsEntry_isLeftToTheGeneralServer(String code) throws IOException {
        both.compareRepeated("GET /" + code + " HTTP/1.1\r\nHost: s.example\r\n\r\n", 3);
        assertThat(both.with.taken()).isZero();
        assertThat(hits(both.with)).isEqualTo(hits(both.without));
    }

    @Test
    void get_afterRequestsForTheGeneralServer_isTakenAgain() throws IOException {
        try (Connection connection = both.with.connect()) {
            for (String other : List.of("GET /plain", "GET /plain?x=1", "HEAD /plain", "GET /nothing", "GET /plain+")) {
                connection.send(other + " HTTP/1.1\r\nHost: s.example\r\n\r\n");
                assertThat(connection.answer(other.startsWith("HEAD"))).startsWith("HTTP/1.1 ");
                int before = both.with.taken();
                connection.send(PLAIN);
                assertThat(connection.answer(false)).contains("\r\nlocation: https://t.example/a?b=c#d\r\n");
                assertThat(both.with.taken()).as(other).isEqualTo(before + 1);
            }
        }
    }

    /** Requests that are not beyond doubt, each sent where the lane would have been taken. */
    static List<String> unusual() {
        String host = "Host: s.example\r\n";
        List<String> requests = new ArrayList<>();
        for (String line : List.of(
                "GET /plain HTTP/1.0",
                "GET /plain HTTP/1.2",
                "GET /plain HTTP/2.0",
                "GET /plain http/1.1",
                "GET /plain HTTP/1.1 ",
                "GET  /plain HTTP/1.1",
                "GET /plain  HTTP/1.1",
                " GET /plain HTTP/1.1",
                "\r\nGET /plain HTTP/1.1",
                "GET\t/plain HTTP/1.1",
                "GET /plain",
                "GET plain HTTP/1.1",
                "GET //plain HTTP/1.1",
                "GET /plain/ HTTP/1.1",
                "GET /plain? HTTP/1.1",
                "GET /plain# HTTP/1.1",
                "GET /pl%61in HTTP/1.1",
                "GET /plain%20 HTTP/1.1",
                "GET /plain\u0000 HTTP/1.1",
                "GET /plain\u00e9 HTTP/1.1",
                "GET /plain\u007f HTTP/1.1",
                "GET http://s.example/plain HTTP/1.1",
                "get /plain HTTP/1.1",
                "HEAD /plain HTTP/1.1",
                "POST /plain HTTP/1.1",
                "GETT /plain HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "PRI * HTTP/2.0")) {
            requests.add(line + "\r\n" + host + "\r\n");
        }
        for (String headers : List.of(
                "",
                host + host,
                host + "Host: other.example\r\n",
                "Host:\r\n",
                "Host: \r\n",
                "Host: a b\r\n",
                "Host: a, b\r\n",
                "host:s.example\r\n",
                "HOST: s.example\r\n",
                "Host : s.example\r\n",
                "Host:  s.example\r\n",
                "Host: s.example \r\n",
                "Host:\ts.example\r\n",
                "Host: s.example\t\r\n",
                host + "Connection: close\r\n",
                host + "Connection: Close\r\n",
                host + "Connection: Keep-Alive\r\n",
                host + "Connection: keep-alive, close\r\n",
                host + "Connection: keep-alive\r\nConnection: close\r\n",
                host + "Connection: upgrade\r\nUpgrade: websocket\r\n",
                host + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                host + "Content-Length: 0\r\n",
                host + "Content-Length: 4\r\n",
                host + "Content-Length: -1\r\n",
                host + "Content-Length: 0, 0\r\n",
                host + "Content-Length: 0\r\nContent-Length: 0\r\n",
                host + "Transfer-Encoding: chunked\r\n",
                host + "Transfer-Encoding: identity\r\n",
                host + "Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n",
                host + "Expect: 100-continue\r\n",
                host + "TE: trailers\r\n",
                host + "Trailer: x\r\n",
                host + "X: a\r\n folded\r\n",
                host + " X: a\r\n",
                host + "X: a\nY: b\r\n",
                host + "X: a\rY: b\r\n",
                host + "X: a\u0000b\r\n",
                host + "X: a\u0001b\r\n",
                host + "X: a\u007fb\r\n",
                host + "X: \u00e9\u00ff\u0080\r\n",
                host + "X: a\tb\r\n",
                host + "X:\r\n",
                host + "X: \r\n",
                host + "X\r\n",
                host + ": a\r\n",
                host + "X y: a\r\n",
                host + "X(y): a\r\n",
                host + "X\u00e9: a\r\n",
                host + "X\u0000: a\r\n",
                host + "X,: a\r\n",
                host + "X[]: a\r\n",
                host + "!#$%&'*+-.^_`|~0aZ: a\r\n",
                host + "X: " + "v".repeat(5_000) + "\r\n",
                host + "X: " + "v".repeat(17_000) + "\r\n",
                host + "X: v\r\n".repeat(300),
                host + "User-Agent: a\r\nUser-Agent: b\r\n",
                host + "User-Agent:\r\n",
                host + "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n",
                host + "Cookie: a\r\nCookie: b\r\n")) {
            requests.add("GET /plain HTTP/1.1\r\n" + headers + "\r\n");
        }
        requests.add("GET /plain HTTP/1.1\n" + host + "\n");
        requests.add("GET /plain HTTP/1.1\r\n" + host + "\n");
        requests.add("GET /plain HTTP/1.1\r\n" + host + "\r\nbody");
        requests.add("GET /plain HTTP/1.1\r\n" + host + "\r\n\r\n");
        requests.add("GET /" + "a".repeat(65) + " HTTP/1.1\r\n" + host + "\r\n");
        requests.add("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\n" + host + "\r\n");
        requests.add("GET /pl HTTP/1.1\r\n" + host + "\r\n");
        requests.add("GET / HTTP/1.1\r\n" + host + "\r\n");
        return requests;
    }

    @ParameterizedTest
    @MethodSource("unusual")
    void unusualRequest_isAnsweredAsWithoutTheLane(String request) throws IOException {
        both.compareRepeated(PLAIN, 1);
        both.compare(List.of(request));
        both.compare(List.of(PLAIN, request));
        both.compare(List.of(request, PLAIN));
        both.compare(List.of(request + request));
        assertThat(recorded(both.with)).isEqualTo(recorded(both.without));
    }

    @Test
    void anyRequest_splitAtEveryByte_isAnsweredAsWithoutTheLane() throws Exception {
        both.compareRepeated(PLAIN, 1);
        for (String request :
                List.of(PLAIN, BROWSER, PLAIN + PLAIN, "POST /plain HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")) {
            for (int at = 1; at < request.length(); at++) {
                both.compare(List.of(request.substring(0, at), request.substring(at)));
            }
        }
        assertThat(recorded(both.with)).isEqualTo(recorded(both.without));
    }

    /** Seeds of the fuzzer; each is several connections. */
    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fuzzedRequests_areAnsweredAsWithoutTheLane(int seed) throws IOException {
        Random random = new Random(seed);
        both.compareRepeated(PLAIN, 1);
        for (int connections = 0; connections < 25; connections++) {
            StringBuilder bytes = new StringBuilder();
            int requests = 1 + random.nextInt(5);
            for (int i = 0; i < requests; i++) {
                String request = valid(random);
                bytes.append(random.nextInt(3) == 0 ? mutated(request, random) : request);
            }
            List<String> pieces = new ArrayList<>();
            int from = 0;
            while (from < bytes.length()) {
                int to = random.nextBoolean() ? bytes.length() : from + 1 + random.nextInt(bytes.length() - from);
                pieces.add(bytes.substring(from, to));
                from = to;
            }
            both.compare(pieces);
        }
        assertThat(recorded(both.with)).isEqualTo(recorded(both.without));
    }

    private static String valid(Random random) {
        String code = List.of(
                        "plain",
                        "other",
                        "query",
                        "moved",
                        "disabled",
                        "nothing",
                        "plain?x=1",
                        "query?src=qr",
                        "plain+",
                        "")
                .get(random.nextInt(10));
        String method = List.of("GET", "GET", "GET", "HEAD", "POST").get(random.nextInt(5));
        StringBuilder request = new StringBuilder(method + " /" + code + " HTTP/1.1\r\nHost: s.example\r\n");
        List<String> headers = List.of(
                "User-Agent: curl/8.5.0",
                "Accept: */*",
                "Connection: keep-alive",
                "X-Forwarded-For: 192.0.2.1, 127.0.0.1",
                "X-Forwarded-For: 2001:db8::1",
                "Referer: https://example.org/",
                "Accept-Language: en",
                "Purpose: prefetch",
                "Cookie: a=b");
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(headers.get(random.nextInt(headers.size()))).append("\r\n");
        }
        if (method.equals("POST")) {
            return request.append("Content-Length: 3\r\n\r\nabc").toString();
        }
        return request.append("\r\n").toString();
    }

    private static String mutated(String request, Random random) {
        StringBuilder bytes = new StringBuilder(request);
        String baits = "\r\n\t :,/?%#\0\u0001\u007f\u0080\u00ffaZ0;=\"\\";
        List<String> lines = List.of(
                "Content-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Connection: close\r\n",
                "Host: b\r\n",
                "Expect: 100-continue\r\n",
                " folded\r\n",
                "\r\n",
                "\n");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.length());
            switch (random.nextInt(6)) {
                case 0 -> bytes.setCharAt(at, baits.charAt(random.nextInt(baits.length())));
                case 1 -> bytes.insert(at, baits.charAt(random.nextInt(baits.length())));
                case 2 -> bytes.deleteCharAt(at);
                case 3 -> bytes.insert(at, request.substring(0, random.nextInt(request.length())));
                case 4 -> bytes.setCharAt(at, (char) random.nextInt(256));
                default -> {
                    int line = bytes.indexOf("\r\n", at);
                    bytes.insert(line < 0 ? bytes.length() : line + 2, lines.get(random.nextInt(lines.size())));
                }
            }
            if (bytes.isEmpty()) {
                return "";
            }
        }
        return bytes.toString();
    }

    @Test
    void changed_link_isSeenByTheLaneAtOnce() throws IOException {
        try (Connection connection = both.with.connect()) {
            connection.send(PLAIN);
            assertThat(connection.answer(false)).contains("https://t.example/a?b=c#d");
            connection.send(PLAIN);
            assertThat(connection.answer(false)).contains("https://t.example/a?b=c#d");
            assertThat(both.with.taken()).isEqualTo(1);

            put("plain", Links.to("https://t.example/edited"));
            both.with.cache.changed(new Change.OfLink(1, new Code("plain")));
            for (int i = 0; i < 2; i++) {
                connection.send(PLAIN);
                assertThat(connection.answer(false)).contains("\r\nlocation: https://t.example/edited\r\n");
            }
            assertThat(both.with.taken()).isEqualTo(2);

            put("plain", link(302, null, null, true, null));
            both.with.cache.changed(new Change.OfLink(1, new Code("plain")));
            for (int i = 0; i < 2; i++) {
                connection.send(PLAIN);
                assertThat(connection.answer(false)).startsWith("HTTP/1.1 410 ");
            }

            put("plain", Links.to("https://t.example/back"));
            both.with.cache.forgetAll();
            connection.send(PLAIN);
            assertThat(connection.answer(false)).contains("\r\nlocation: https://t.example/back\r\n");
            assertThat(both.with.taken()).isEqualTo(2);
        }
    }

    @Test
    void get_linkThatEnds_isSeenToHaveEnded() throws IOException {
        try (Connection connection = both.with.connect()) {
            for (int i = 0; i < 2; i++) {
                connection.send("GET /ending HTTP/1.1\r\nHost: s.example\r\n\r\n");
                assertThat(connection.answer(false)).contains("\r\nlocation: https://t.example/\r\n");
            }
            now = now.plusSeconds(30);
            connection.send("GET /ending HTTP/1.1\r\nHost: s.example\r\n\r\n");
            assertThat(connection.answer(false)).contains("\r\nlocation: https://t.example/over\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
            # headers                                                         | purpose   | network           | country
            User-Agent: Mozilla/5.0                                           | VISIT     | 127.0.0           | -
            X-Forwarded-For: 203.0.113.77                                     | VISIT     | 203.0.113         | -
            X-Forwarded-For: 203.0.113.77, 127.0.0.1                          | VISIT     | 203.0.113         | -
            X-Forwarded-For: 198.51.100.1, 203.0.113.77                       | VISIT     | 203.0.113         | -
            X-Forwarded-For: 203.0.113.77:4711                                | VISIT     | 203.0.113         | -
            X-Forwarded-For: 203.0.113.256                                    | VISIT     | 127.0.0           | -
            X-Forwarded-For: 203.0.113                                        | VISIT     | 127.0.0           | -
            X-Forwarded-For: 203.0.113.                                       | VISIT     | 127.0.0           | -
            X-Forwarded-For: 203.0.113.077                                    | VISIT     | -                 | -
            X-Forwarded-For: 2001:db8:1:2:3:4:5:6                             | VISIT     | 32.1.13.184.0.1   | -
            X-Forwarded-For: [2001:db8:1::6]:80                               | VISIT     | 32.1.13.184.0.1   | -
            X-Forwarded-For: ::ffff:203.0.113.77                              | VISIT     | 203.0.113         | -
            X-Forwarded-For: unknown                                          | VISIT     | 127.0.0           | -
            CF-IPCountry: DE                                                  | VISIT     | 127.0.0           | DE
            cf-ipcountry: DEUTSCHLAND                                         | VISIT     | 127.0.0           | DE
            Sec-Purpose: prefetch                                             | PREFETCH  | 127.0.0           | -
            Sec-Purpose: prefetch;prerender                                   | PRERENDER | 127.0.0           | -
            Purpose: Prefetch                                                 | PREFETCH  | 127.0.0           | -
            X-Moz: prefetch                                                   | PREFETCH  | 127.0.0           | -
            X-Purpose: preview                                                | PREFETCH  | 127.0.0           | -
            X-Moz: nonsense                                                   | VISIT     | 127.0.0           | -
            """)
    void get_plainVisit_isRecordedAlikeByBothLanes(
            String header, Purpose purpose, @Nullable String network, @Nullable String country) throws IOException {
        both.compareRepeated("GET /plain HTTP/1.1\r\nHost: s.example\r\n" + header + "\r\n\r\n", 3);
        assertThat(both.with.taken()).isEqualTo(2);
        assertThat(recorded(both.with)).isEqualTo(recorded(both.without));
        for (byte[] record : both.with.records) {
            ClickReader click = read(record);
            assertThat(click.purpose()).isEqualTo(purpose);
            assertThat(click.atMillis()).isEqualTo(now.toEpochMilli());
            assertThat(click.link()).isEqualTo(1);
            if (network != null) {
                assertThat(network(click)).isEqualTo(network);
            }
            assertThat(text(click, record, ClickText.COUNTRY)).isEqualTo(country);
            assertThat(click.visitor()).isNotZero();
        }
    }

    @Test
    void get_textsOfAnyBytesAndLength_areCutAndRecordedAlike() throws IOException {
        String odd = "\u00e9\u00ff\u0080\ttext\u00c3(";
        for (int length : List.of(1, 100, 511, 512, 513, 900)) {
            String filler = "x".repeat(length);
            both.compareRepeated(
                    "GET /plain HTTP/1.1\r\nHost: s.example\r\nUser-Agent: %s%s\r\nReferer: %s%s\r\nAccept-Language: %s%s\r\n\r\n"
                            .formatted(odd, filler, odd, filler + filler, odd, filler),
                    2);
        }
        assertThat(both.with.taken()).isPositive();
        assertThat(recorded(both.with)).isEqualTo(recorded(both.without));
        byte[] last = both.with.records.getLast();
        ClickReader click = read(last);
        assertThat(text(click, last, ClickText.USER_AGENT)).hasSize(512).startsWith(odd + "xxx");
        assertThat(text(click, last, ClickText.REFERRER)).hasSize(1_024);
        assertThat(text(click, last, ClickText.LANGUAGES)).hasSize(128);
    }

    @Test
    void record_ofBrowser_holdsWhatItSaidAndNoAddress() throws IOException {
        both.compareRepeated(BROWSER, 2);
        byte[] record = both.with.records.getLast();
        ClickReader click = read(record);
        assertThat(text(click, record, ClickText.USER_AGENT)).startsWith("Mozilla/5.0 (X11;");
        assertThat(text(click, record, ClickText.REFERRER)).isEqualTo("https://example.org/where?it=was");
        assertThat(text(click, record, ClickText.LANGUAGES)).isEqualTo("de-DE,de;q=0.9,en;q=0.8");
        assertThat(text(click, record, ClickText.COUNTRY)).isEqualTo("DE");
        assertThat(text(click, record, ClickText.QUERY)).isNull();
        assertThat(network(click)).isEqualTo("203.0.113");
        String bytes = new String(record, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("\u00cb\0q").doesNotContain("\u00cb\0qM").doesNotContain("203.0.113.77");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /plain?utm_source=mail, VISIT, utm_source=mail",
        "HEAD /plain, PROBE, ",
        "GET /query?x=%00, VISIT, x=%00",
        "GET /plain?src=qr, VISIT, src=qr",
        "GET /query?src=qr&x=1, VISIT, src=qr&x=1",
    })
    void otherRedirect_isRecorded(String request, Purpose purpose, @Nullable String query) throws IOException {
        both.compareRepeated(request + " HTTP/1.1\r\nHost: s.example\r\n\r\n", 2);
        assertThat(both.with.records).hasSize(2);
        byte[] record = both.with.records.getLast();
        ClickReader click = read(record);
        assertThat(click.purpose()).isEqualTo(purpose);
        assertThat(text(click, record, ClickText.QUERY)).isEqualTo(query);
        assertThat(recorded(both.with)).isEqualTo(recorded(both.without));
    }

    @Test
    void get_scan_isLedWhereAnyVisitIs() throws IOException {
        for (String code : List.of("plain", "moved", "query")) {
            String plain = both.compareRepeated("GET /" + code + " HTTP/1.1\r\nHost: s.example\r\n\r\n", 2);
            assertThat(both.compareRepeated("GET /" + code + "?src=qr HTTP/1.1\r\nHost: s.example\r\n\r\n", 2))
                    .isEqualTo(plain);
        }
    }

    @Test
    void redirectToAFallback_isRecorded() throws IOException {
        now = now.plusSeconds(30);
        both.compareRepeated("GET /ending HTTP/1.1\r\nHost: s.example\r\n\r\n", 1);
        assertThat(both.with.records).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /plain+", "GET /nothing", "GET /disabled", "GET /", "POST /plain", "GET /plain/x"})
    void whatIsNoRedirect_isNotRecorded(String request) throws IOException {
        both.compareRepeated(request + " HTTP/1.1\r\nHost: s.example\r\n\r\n", 1);
        assertThat(both.with.records).isEmpty();
    }

    private static List<List<Byte>> recorded(Side side) {
        List<List<Byte>> records = new ArrayList<>();
        for (byte[] record : side.records) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : record) {
                bytes.add(b);
            }
            records.add(bytes);
        }
        return records;
    }

    private static ClickReader read(byte[] record) {
        ClickReader reader = new ClickReader(record, 0, record.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.isIntact()).isTrue();
        assertThat(reader.end()).isEqualTo(record.length);
        return reader;
    }

    private static @Nullable String text(ClickReader click, byte[] record, ClickText text) {
        int length = click.length(text);
        return length < 0 ? null : new String(record, click.offset(text), length, StandardCharsets.ISO_8859_1);
    }

    private static String network(ClickReader click) {
        byte[] network = click.network();
        StringBuilder text = new StringBuilder();
        for (byte b : network == null ? new byte[0] : network) {
            text.append(text.isEmpty() ? "" : ".").append(b & 0xFF);
        }
        return text.toString();
    }

    private static double hits(Side side) {
        return side.meters.get("terse.redirect.cache.hits").functionCounter().count();
    }

    private static int count(Side side, String counter, String outcome) {
        return (int) side.meters.get(counter).tag("outcome", outcome).counter().count();
    }

    private void put(String code, ServedLink link) {
        links.put(new Code(code), link);
    }

    private static ServedLink link(
            int status,
            @Nullable Instant startsAt,
            @Nullable Instant expiresAt,
            boolean disabled,
            @Nullable String fallback) {
        return new ServedLink(
                1,
                new Target("https://t.example/"),
                null,
                startsAt,
                expiresAt,
                fallback == null ? null : new Target(fallback),
                status,
                false,
                false,
                disabled,
                false,
                false,
                Links.CREATED);
    }
}
