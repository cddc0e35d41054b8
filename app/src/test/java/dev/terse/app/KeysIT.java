package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import dev.terse.key.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysIT {
    private static CreateFixture terse;

    @BeforeAll
    static void start() {
        terse = CreateFixture.start();
    }

    @AfterAll
    static void stop() {
        terse.close();
    }

    @Test
    void create_key_showsItOnceAndItWorks() {
        Exchange created = terse.admin()
                .post("/api/v1/keys", "{\"name\": \"Büro\", \"scopes\": [\"links:write\", \"links:read\"]}");
        assertThat(created.status()).isEqualTo(201);
        String text = created.json().get("key").stringValue();
        String id = created.json().get("id").stringValue();
        assertThat(text).startsWith(created.json().get("hint").stringValue());
        assertThat(created.json().get("scopes").toString()).isEqualTo("[\"links:read\",\"links:write\"]");

        ApiClient client = terse.admin().withKey(text);
        Exchange link = client.post("/api/v1/links", "{\"url\": \"https://example.com/\"}");
        assertThat(link.status()).isEqualTo(201);
        assertThat(link.json().get("createdBy").stringValue()).isEqualTo(id);
        Exchange list = terse.admin().get("/api/v1/keys");
        assertThat(list.body()).contains(id).doesNotContain(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'scopes': ['admin']}                                              | name: missing
            {'name': null, 'scopes': ['admin']}                                | name: wrong-type
            {'name': 1, 'scopes': ['admin']}                                   | name: wrong-type
            {'name': '', 'scopes': ['admin']}                                  | name: missing
            {'name': '<101>', 'scopes': ['admin']}                             | name: too-long
            {'name': ' a', 'scopes': ['admin']}                                | name: invalid-character
            {'name': 'a\\u0007', 'scopes': ['admin']}                          | name: invalid-character
            {'name': '\\ud800', 'scopes': ['admin']}                           | name: invalid-character
            {'name': 'a'}                                                      | scopes: missing
            {'name': 'a', 'scopes': []}                                        | scopes: missing
            {'name': 'a', 'scopes': 'admin'}                                   | scopes: wrong-type
            {'name': 'a', 'scopes': null}                                      | scopes: wrong-type
            {'name': 'a', 'scopes': [1]}                                       | scopes[0]: wrong-type
            {'name': 'a', 'scopes': ['root']}                                  | scopes[0]: out-of-range
            {'name': 'a', 'scopes': ['ADMIN']}                                 | scopes[0]: out-of-range
            {'name': 'a', 'scopes': ['admin', 'admin']}                        | scopes[1]: out-of-range
            {'name': 'a', 'scopes': ['admin', 'admin', 'admin', 'admin', 'admin']} | scopes: too-long
            {'name': 'a', 'scopes': ['admin'], 'expiresAt': 1}                 | expiresAt: wrong-type
            {'name': 'a', 'scopes': ['admin'], 'expiresAt': 'x'}               | expiresAt: wrong-type
            {'name': 'a', 'scopes': ['admin'], 'expiresAt': '2020-01-01T00:00:00Z'} | expiresAt: out-of-range
            {'name': 'a', 'scopes': ['admin'], 'key': 'mine'}                  | key: unknown-field
            """)
    void create_badValue_isRefusedByName(String template, String error) {
        int before = terse.admin().get("/api/v1/keys").json().get("keys").size();
        Exchange refused = terse.admin().post("/api/v1/keys", CreateLinkIT.json(template));
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly(error);
        assertThat(terse.admin().get("/api/v1/keys").json().get("keys").size()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -             | -                     | 401
            Authorization | Bearer wrong-wrong-wrong-wrong-wrong-wrong-wrong | 401
            Authorization | Bearer short          | 401
            Authorization | Bearer                | 401
            Authorization | Basic dXNlcjpwYXNz    | 401
            Authorization | Bearer {key} {key}    | 401
            Authorization | {key}                 | 401
            X-Api-Key     | wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong | 401
            Authorization | Bearer {key}          | 200
            Authorization | bearer   {key}        | 200
            X-Api-Key     | {key}                 | 200
            x-api-key     | {key}                 | 200
            """)
    void authenticate_header_isJudged(String name, String value, int status) {
        ApiClient nobody = terse.admin().withKey(null);
        Exchange answer = name == null
                ? nobody.get("/api/v1/links")
                : nobody.get("/api/v1/links", name, value.replace("{key}", terse.adminKey()));
        assertThat(answer.status()).isEqualTo(status);
        if (status == 401) {
            assertThat(answer.problem()).isEqualTo("unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void authenticate_keyInTheQuery_isNotTaken() {
        assertThat(terse.admin()
                        .withKey(null)
                        .get("/api/v1/links?key=" + terse.adminKey())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void authenticate_twoHeaders_haveToAgree() {
        assertThat(terse.admin()
                        .get("/api/v1/links", "X-Api-Key", terse.adminKey())
                        .status())
                .isEqualTo(200);
        Exchange refused = terse.admin().get("/api/v1/links", "X-Api-Key", "another-another-another-another-another");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("malformed-request");
        assertThat(refused.body()).doesNotContain(terse.adminKey());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LINKS_READ  | GET    | /api/v1/links                              | 200 | -
            LINKS_READ  | POST   | /api/v1/links                              | 403 | links:write
            LINKS_READ  | POST   | /api/v1/links/bulk                         | 403 | links:write
            LINKS_READ  | PATCH  | /api/v1/links/01JD9Z6Q4M8Y3W7V5T1R9P2N0K   | 403 | links:write
            LINKS_READ  | DELETE | /api/v1/links/01JD9Z6Q4M8Y3W7V5T1R9P2N0K   | 403 | links:write
            LINKS_READ  | GET    | /api/v1/keys                               | 403 | admin
            LINKS_READ  | GET    | /api/v1/system                             | 403 | admin
            LINKS_WRITE | GET    | /api/v1/links                              | 403 | links:read
            LINKS_WRITE | GET    | /api/v1/links/lookup?code=abc              | 403 | links:read
            LINKS_WRITE | GET    | /api/v1/links/01JD9Z6Q4M8Y3W7V5T1R9P2N0K   | 403 | links:read
            LINKS_WRITE | POST   | /api/v1/keys                               | 403 | admin
            LINKS_WRITE | DELETE | /api/v1/keys/first                         | 403 | admin
            STATS_READ  | GET    | /api/v1/links                              | 403 | links:read
            ADMIN       | GET    | /api/v1/links                              | 200 | -
            """)
    void authorise_scope_decides(Scope scope, String method, String path, int status, String named) {
        ApiClient client = terse.clientWith(scope);
        Exchange answer = method.equals("GET") || method.equals("DELETE")
                ? client.send(method, path, null)
                : client.send(method, path, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.problem()).isEqualTo("forbidden");
            assertThat(answer.json().get("detail").stringValue()).contains(named);
        }
    }

    @Test
    void revoke_key_endsItAtOnce() {
        Exchange created = newKey("");
        ApiClient client = terse.admin().withKey(created.json().get("key").stringValue());
        String path = "/api/v1/keys/" + created.json().get("id").stringValue();
        assertThat(client.get("/api/v1/links").status()).isEqualTo(200);

        assertThat(terse.admin().delete(path).status()).isEqualTo(204);
        assertThat(client.get("/api/v1/links").status()).isEqualTo(401);
        assertThat(terse.admin().delete(path).status()).isEqualTo(204);
        assertThat(terse.admin().get("/api/v1/keys").json().get("keys").values().stream()
                        .filter(key -> path.endsWith(key.get("id").stringValue()))
                        .findFirst()
                        .orElseThrow()
                        .get("revokedAt")
                        .stringValue())
                .isEqualTo(terse.now().toString());
    }

    @Test
    void revoke_elsewhere_isHeardWithinASecond() {
        Exchange created = newKey("");
        ApiClient client = terse.admin().withKey(created.json().get("key").stringValue());
        assertThat(client.get("/api/v1/links").status()).isEqualTo(200);
        terse.revokeElsewhere(created.json().get("id").stringValue());
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(client.get("/api/v1/links").status()).isEqualTo(401));
    }

    @Test
    void revoke_theKeyInUse_isRefused() {
        Exchange created = terse.admin().post("/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"admin\"]}");
        Exchange refused = terse.admin()
                .withKey(created.json().get("key").stringValue())
                .delete("/api/v1/keys/" + created.json().get("id").stringValue());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly("id: out-of-range");
        assertThat(terse.admin()
                        .withKey(created.json().get("key").stringValue())
                        .get("/api/v1/keys")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void revoke_unknownKey_is404() {
        assertThat(terse.admin().delete("/api/v1/keys/nobody").status()).isEqualTo(404);
    }

    @Test
    void use_expiredKey_is401() {
        Exchange created = newKey(", \"expiresAt\": \"" + terse.now().plusSeconds(60) + "\"");
        ApiClient client = terse.admin().withKey(created.json().get("key").stringValue());
        assertThat(client.get("/api/v1/links").status()).isEqualTo(200);
        terse.moveClock(Duration.ofSeconds(60));
        assertThat(client.get("/api/v1/links").status()).isEqualTo(401);
    }

    private static Exchange newKey(String more) {
        return terse.admin().post("/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"links:read\"]" + more + "}");
    }
}
