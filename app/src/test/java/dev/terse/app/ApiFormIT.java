package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import dev.terse.web.ProblemType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every call: paths, methods, forms of bodies and answers, sizes, request ids. */
class ApiFormIT {
    private static final String LINK = "{\"url\": \"https://example.com/\"}";
    private static final byte[] NO_BODY = new byte[0];

    private static CreateFixture terse;

    @BeforeAll
    static void start() {
        terse = CreateFixture.start();
    }

    @AfterAll
    static void stop() {
        terse.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/v1",
                "/api/v1/",
                "/api/v1/links/",
                "/api/v1/link",
                "/API/v1/links",
                "/api/v2/links",
                "/api/v1/links/a/b",
                "/api/v1/keys/",
                "/api/v1/keys/a/b",
                "/api/v1/system/x",
                "/-",
                "/-/",
                "/-/docs",
                "/-/problems/",
                "/-/problems",
                "/-/problems/none",
                "//api/v1/links",
                "/api/v1/../v1/links",
                "/api/v1/links/%zz",
                "/api/v1/links/%00",
                "/api/v1/links/'%20or%201=1",
            })
    void anyMethod_unknownPath_is404(String path) {
        Exchange answer = terse.admin().sendRaw("GET " + path + " HTTP/1.1", NO_BODY);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT     | /api/v1/links           | GET, HEAD, POST
            DELETE  | /api/v1/links           | GET, HEAD, POST
            OPTIONS | /api/v1/links           | GET, HEAD, POST
            TRACE   | /api/v1/links           | GET, HEAD, POST
            BREW    | /api/v1/links           | GET, HEAD, POST
            get     | /api/v1/links           | GET, HEAD, POST
            POST    | /api/v1/links/x         | DELETE, GET, HEAD, PATCH
            PUT     | /api/v1/links/x         | DELETE, GET, HEAD, PATCH
            GET     | /api/v1/links/bulk      | POST
            HEAD    | /api/v1/links/bulk      | POST
            DELETE  | /api/v1/links/bulk      | POST
            POST    | /api/v1/links/lookup    | GET, HEAD
            PATCH   | /api/v1/links/lookup    | GET, HEAD
            PATCH   | /api/v1/keys            | GET, HEAD, POST
            GET     | /api/v1/keys/x          | DELETE
            POST    | /api/v1/system          | GET, HEAD
            PUT     | /api/v1/openapi.yaml    | GET, HEAD
            POST    | /-/problems/not-found   | GET, HEAD
            """)
    void knownPath_otherMethod_is405WithAllow(String method, String path, String allow) {
        Exchange answer = terse.admin().sendRaw(method + " " + path + " HTTP/1.1", NO_BODY);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allow);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/links",
                "/api/v1/system",
                "/api/v1/openapi.yaml",
                "/-/problems/not-found",
                "/api/v1/keys"
            })
    void head_ofAGet_hasItsHeadersAndNoBody(String path) {
        Exchange get = terse.admin().get(path);
        Exchange head = terse.admin().sendRaw("HEAD " + path + " HTTP/1.1", NO_BODY);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length));
    }

    @Test
    void head_ofAProblem_hasNoBody() {
        Exchange head = terse.admin().sendRaw("HEAD /api/v1/links/x HTTP/1.1", NO_BODY);
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/links         | application/json                   | 200
            /api/v1/links         | */*                                | 200
            /api/v1/links         | APPLICATION/*                      | 200
            /api/v1/links         | text/html, */*;q=0.1               | 200
            /api/v1/links         | text/html, application/json;q=0.001 | 200
            /api/v1/links         | application/json; charset=utf-8    | 200
            /api/v1/links         | text/html                          | 406
            /api/v1/links         | application/json;q=0               | 406
            /api/v1/links         | application/json;q=0, */*          | 406
            /api/v1/links         | application/json;q=0.000, application/* | 406
            /api/v1/links         | text/*                             | 406
            /api/v1/links         | application/jsonp                  | 406
            /api/v1/openapi.yaml  | application/yaml                   | 200
            /api/v1/openapi.yaml  | application/json                   | 406
            /-/problems/not-found | text/html                          | 200
            /-/problems/not-found | application/json                   | 406
            """)
    void get_accept_leavesRoomOrIs406(String path, String accept, int status) {
        Exchange answer = terse.admin().get(path, "Accept", accept);
        assertThat(answer.status()).isEqualTo(status);
        if (status == 406) {
            assertThat(answer.problem()).isEqualTo("not-acceptable");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            application/json                       | 201
            Application/JSON                       | 201
            application/json;charset=utf-8         | 201
            application/json; charset="UTF-8"      | 201
            application/json; profile=x            | 201
            none                                   | 415
            text/plain                             | 415
            application/x-www-form-urlencoded      | 415
            application/merge-patch+json           | 415
            application/jsonx                      | 415
            application/json; charset=iso-8859-1   | 415
            application/json, text/plain           | 415
            """)
    void post_contentType_isJsonOr415(String type, int status) {
        Exchange answer = terse.admin()
                .sendRaw(
                        "POST /api/v1/links HTTP/1.1\nContent-Length: " + LINK.length()
                                + (type.equals("none") ? "" : "\nContent-Type: " + type),
                        LINK.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(status);
        if (status == 415) {
            assertThat(answer.problem()).isEqualTo("unsupported-media-type");
        }
    }

    @Test
    void patch_contentTypeIsText_is415() {
        String id = terse.create(LINK);
        assertThat(terse.admin()
                        .patch("/api/v1/links/" + id, "{}", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void post_contentEncoding_is415() {
        assertThat(terse.admin()
                        .post("/api/v1/links", LINK, "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                                 | malformed-json
            ` `                                                                | malformed-json
            {                                                                  | malformed-json
            {"url": "https://example.com/"                                     | malformed-json
            {"url": "https://example.com/",}                                   | malformed-json
            {'url': 'https://example.com/'}                                    | malformed-json
            {url: "https://example.com/"}                                      | malformed-json
            {"url": "https://example.com/"} x                                  | malformed-json
            {"url": "https://example.com/"}{}                                  | malformed-json
            {"url": "https://example.com/", "url": "https://example.com/"}     | malformed-json
            {"url": "https://example.com/", "\\u0075rl": "https://example.com"} | malformed-json
            {"url": "https://example.com/", "metadata": {"a": "1", "a": "2"}}  | malformed-json
            {"url": "https://example.com/", "title": "a\tb"}                   | malformed-json
            {"url": "https://example.com/", "title": "\\x"}                    | malformed-json
            {"url": "https://example.com/", "title": "\\ud8"}                  | malformed-json
            {"url": "https://example.com/", "redirectStatus": 0302}            | malformed-json
            {"url": "https://example.com/", "redirectStatus": NaN}             | malformed-json
            {"url": "https://example.com/", "redirectStatus": +302}            | malformed-json
            {"url": "https://example.com/", "metadata": {"\\ud800": "x"}}      | malformed-json
            /* c */ {"url": "https://example.com/"}                            | malformed-json
            \uFEFF{"url": "https://example.com/"}                              | malformed-json
            null                                                               | malformed-request
            []                                                                 | malformed-request
            [{"url": "https://example.com/"}]                                  | malformed-request
            "https://example.com/"                                             | malformed-request
            42                                                                 | malformed-request
            true                                                               | malformed-request
            """)
    void post_badJson_is400(String body, String type) {
        int before = terse.stored();
        Exchange answer = terse.admin().post("/api/v1/links", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo(type);
        assertThat(answer.body()).doesNotContain("jackson", "Exception", "java");
        assertThat(terse.stored()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "c3", "e282"})
    void post_bodyIsNoUtf8_is400(String hex) {
        byte[] start = "{\"url\": \"https://example.com/\", \"title\": \"".getBytes(StandardCharsets.UTF_8);
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] end = "\"}".getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[start.length + bad.length + end.length];
        System.arraycopy(start, 0, body, 0, start.length);
        System.arraycopy(bad, 0, body, start.length, bad.length);
        System.arraycopy(end, 0, body, start.length + bad.length, end.length);
        Exchange answer = terse.admin().send("POST", "/api/v1/links", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed-json");
    }

    @Test
    void post_bodyIsUtf16_is400() {
        assertThat(terse.admin()
                        .send("POST", "/api/v1/links", LINK.getBytes(StandardCharsets.UTF_16BE))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"30, 422", "31, 400", "5000, 400"})
    void post_depth_isLimitedTo32Levels(int arrays, int status) {
        String body = "{\"url\": \"https://example.com/\", \"metadata\": {\"a\": " + "[".repeat(arrays)
                + "]".repeat(arrays) + "}}";
        assertThat(terse.admin().post("/api/v1/links", body).status()).isEqualTo(status);
    }

    @Test
    void post_bodyAtTheLimit_isRead() {
        String body = "{\"url\": \"https://example.com/\"}" + " ".repeat(64 * 1024 - LINK.length());
        assertThat(body).hasSize(64 * 1024);
        assertThat(terse.admin().post("/api/v1/links", body).status()).isEqualTo(201);
    }

    @Test
    void post_declaredLengthOverTheLimit_is413BeforeTheBodyComes() {
        Exchange answer = terse.admin()
                .sendRaw("POST /api/v1/links HTTP/1.1\nContent-Type: application/json\nContent-Length: 65537", NO_BODY);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.problem()).isEqualTo("too-large");
    }

    @Test
    void post_chunksOverTheLimit_is413() {
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            chunks.append("1000\r\n").append(" ".repeat(4096)).append("\r\n");
        }
        Exchange answer = terse.admin()
                .sendRaw(
                        "POST /api/v1/links HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked",
                        chunks.append("0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void post_wholeBodyOverTheLimit_getsItsAnswer() {
        Exchange answer = terse.admin().post("/api/v1/links", " ".repeat(1024 * 1024));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(terse.admin().get("/api/v1/links").status()).isEqualTo(200);
    }

    @Test
    void bulk_limit_isFourMebibytes() {
        String body = "{\"links\": [" + LINK + "]}";
        assertThat(terse.admin()
                        .post("/api/v1/links/bulk", body + " ".repeat(4 * 1024 * 1024 - body.length()))
                        .status())
                .isEqualTo(200);
        assertThat(terse.admin()
                        .post("/api/v1/links/bulk", body + " ".repeat(4 * 1024 * 1024 - body.length() + 1))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void post_expectContinue_isToldToGoOn() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), terse.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/links HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nX-Api-Key: "
                                    + terse.adminKey() + "\r\nContent-Type: application/json\r\nContent-Length: "
                                    + LINK.length() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(interim, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 100");
            socket.getOutputStream().write(LINK.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void post_clientLeavesInTheMiddle_harmsNobody() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), terse.port())) {
                socket.getOutputStream()
                        .write(("POST /api/v1/links HTTP/1.1\r\nHost: x\r\nX-Api-Key: " + terse.adminKey()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"url\"")
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(terse.admin().get("/api/v1/links").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%zz", "q=%4", "q=%", "q=%%41"})
    void get_queryIsNoPercentEncoding_isRefusedByName(String query) {
        Exchange answer = terse.admin().sendRaw("GET /api/v1/links?" + query + " HTTP/1.1", NO_BODY);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).containsExactly("q: invalid-character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/links/01JD9Z6Q4M8Y3W7V5T1R9P2N0K",
                "/api/v1/keys",
                "/api/v1/system",
                "/api/v1/openapi.yaml",
                "/-/problems/not-found"
            })
    void get_unknownParameter_isRefusedByName(String path) {
        Exchange answer = terse.admin().get(path + "?limit=1");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).containsExactly("limit: unknown-field");
    }

    @Test
    void anyCall_requestIdGiven_isUsedWhereItIsUsable() {
        assertThat(terse.admin()
                        .get("/api/v1/links", "X-Request-Id", "my-id.1_A")
                        .header("X-Request-Id"))
                .isEqualTo("my-id.1_A");
        Exchange problem = terse.admin().get("/api/v1/links/x", "X-Request-Id", "my-id");
        assertThat(problem.json().get("requestId").stringValue()).isEqualTo("my-id");
        assertThat(terse.admin().get("/api/v1/links", "X-Request-Id", "no good").header("X-Request-Id"))
                .hasSize(24);
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void problemPage_ofEachType_explainsItWithoutScript(ProblemType type) throws Exception {
        Exchange page = terse.admin().withKey(null).get("/-/problems/" + type.slug());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains(type.title().replace("\"", "&quot;"))
                .contains("<code>" + type.slug() + "</code>")
                .doesNotContain("<script", " style=", "%1$");
        String style = page.body()
                .substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("style-src 'sha256-" + hash + "'");
    }

    @Test
    void contract_withoutKey_isServed() {
        Exchange contract = terse.admin().withKey(null).get("/api/v1/openapi.yaml");
        assertThat(contract.status()).isEqualTo(200);
        assertThat(contract.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(contract.body()).startsWith("openapi: 3.1.0");
    }

    @Test
    void system_byAnAdmin_tellsHowTheInstallationStands() {
        terse.create(LINK);
        Awaitility.await()
                .until(() -> terse.admin()
                        .get("/api/v1/system")
                        .json()
                        .at("/codes/status")
                        .stringValue()
                        .equals("ok"));
        Exchange system = terse.admin().get("/api/v1/system");
        assertThat(system.status()).isEqualTo(200);
        assertThat(system.json().at("/version/terse").stringValue()).isEqualTo(Version.current());
        assertThat(system.json().at("/store/engine").stringValue()).isEqualTo("sqlite");
        assertThat(system.json().at("/tasks").values().stream()
                        .map(task -> task.get("name").stringValue()))
                .contains("fill-code-pool", "erase-deleted-links", "prune-changes", "prune-idempotency");
        assertThat(system.json().at("/codes/length").intValue()).isEqualTo(7);
        assertThat(system.json().at("/codes/codesMade").longValue()).isPositive();
        assertThat(system.json().at("/codes/shareUsed").doubleValue()).isBetween(0.0, 0.001);
    }
}
