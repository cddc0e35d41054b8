package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EditLinkIT {
    private static final String FULL = """
            {"url": "https://example.com/", "title": "t", "note": "n", "tags": ["a"], "metadata": {"a": "1", "b": "2"},
             "startsAt": "2026-12-01T00:00:00Z", "expiresAt": "2099-01-01T00:00:00Z", "fallbackUrl": "https://example.org/",
             "redirectStatus": 301, "forwardQuery": true, "forwardPath": true, "state": "disabled"}""";

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
    void patch_oneMember_changesThatAndTheVersion() {
        String id = terse.create(FULL);
        terse.moveClock(Duration.ofSeconds(1));
        Exchange patched = patch(id, "{'title': 'new'}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("\"2\"");
        JsonNode link = patched.json();
        assertThat(link.get("title").stringValue()).isEqualTo("new");
        assertThat(link.get("note").stringValue()).isEqualTo("n");
        assertThat(link.get("version").intValue()).isEqualTo(2);
        assertThat(link.get("updatedAt").stringValue()).isEqualTo(terse.now().toString());
        assertThat(link.get("createdAt").stringValue())
                .isEqualTo(terse.now().minusSeconds(1).toString());
        assertThat(terse.admin().get("/api/v1/links/" + id).body()).isEqualTo(patched.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            title          | null
            note           | null
            tags           | []
            metadata       | {}
            startsAt       | null
            expiresAt      | null
            fallbackUrl    | null
            redirectStatus | 302
            forwardQuery   | false
            forwardPath    | false
            """)
    void patch_memberToNull_bringsItsDefaultBack(String member, String value) {
        Exchange patched = patch(terse.create(FULL), "{'" + member + "': null}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().get(member).toString()).isEqualTo(value);
    }

    @Test
    void patch_stateToNullOrActive_enablesAgain() {
        String id = terse.create("{\"url\": \"https://example.com/\"}");
        assertThat(state(patch(id, "{'state': 'disabled'}"))).isEqualTo("disabled");
        assertThat(state(patch(id, "{'state': 'active'}"))).isEqualTo("active");
        assertThat(state(patch(id, "{'state': 'disabled'}"))).isEqualTo("disabled");
        assertThat(state(patch(id, "{'state': null}"))).isEqualTo("active");
    }

    @Test
    void patch_metadata_isMergedMemberByMember() {
        Exchange patched = patch(terse.create(FULL), "{'metadata': {'a': null, 'b': '3', 'c': '4', 'none': null}}");
        assertThat(patched.json().get("metadata").toString()).isEqualTo("{\"b\":\"3\",\"c\":\"4\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'title': 't'}",
                "{'url': 'HTTPS://EXAMPLE.COM'}",
                "{'metadata': {'b': '2'}}",
                "{'metadata': {'none': null}}",
                "{'expiresAt': '2099-01-01T01:00:00+01:00'}",
            })
    void patch_nothingChanges_keepsTheVersion(String json) {
        Exchange patched = patch(terse.create(FULL), json);
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().get("version").intValue()).isEqualTo(1);
    }

    @Test
    void patch_expiryInThePast_expiresTheLinkAtOnce() {
        String id = terse.create("{\"url\": \"https://example.com/\"}");
        assertThat(state(patch(id, "{'expiresAt': '2020-01-01T00:00:00Z'}"))).isEqualTo("expired");
        assertThat(state(patch(id, "{'expiresAt': null, 'startsAt': '2090-01-01T00:00:00Z'}")))
                .isEqualTo("scheduled");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'url': null}                              | url: missing
            {'url': 'ftp://example.com'}               | url: unsupported-scheme
            {'url': 7}                                 | url: wrong-type
            {'title': 7}                               | title: wrong-type
            {'title': '<501>'}                         | title: too-long
            {'note': '\\u0000'}                        | note: invalid-character
            {'tags': [7]}                              | tags[0]: wrong-type
            {'tags': ['a', 'b', 'a']}                  | tags[2]: out-of-range
            {'metadata': {'a': 7}}                     | metadata.a: wrong-type
            {'metadata': {<members 49>}}               | metadata: too-long
            {'metadata': 7}                            | metadata: wrong-type
            {'startsAt': '2099-01-01T00:00:00Z'}       | startsAt: out-of-range
            {'expiresAt': '2026-12-01T00:00:00Z'}      | expiresAt: out-of-range
            {'expiresAt': 'never'}                     | expiresAt: wrong-type
            {'fallbackUrl': 'http://localhost'}        | fallbackUrl: private-target
            {'redirectStatus': 200}                    | redirectStatus: out-of-range
            {'forwardQuery': 'x'}                      | forwardQuery: wrong-type
            {'forwardPath': []}                        | forwardPath: wrong-type
            {'state': 'expired'}                       | state: out-of-range
            {'state': []}                              | state: wrong-type
            {'code': 'other'}                          | code: unknown-field
            {'domain': 's.example'}                    | domain: unknown-field
            {'id': null}                               | id: unknown-field
            {'shortUrl': 'x'}                          | shortUrl: unknown-field
            {'clicks': {}}                             | clicks: unknown-field
            {'createdAt': '2026-12-01T00:00:00Z'}      | createdAt: unknown-field
            {'updatedAt': null}                        | updatedAt: unknown-field
            {'createdBy': 'me'}                        | createdBy: unknown-field
            {'version': 1}                             | version: unknown-field
            {'protected': true}                        | protected: unknown-field
            {'password': 'x'}                          | password: unknown-field
            {'maxClicks': 1}                           | maxClicks: unknown-field
            {'banned': true}                           | banned: unknown-field
            """)
    void patch_badValue_isRefusedByNameAndNothingChanges(String template, String error) {
        String id = terse.create(FULL);
        Exchange refused = patch(id, template);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly(error);
        assertThat(terse.admin()
                        .get("/api/v1/links/" + id)
                        .json()
                        .get("version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void patch_unknownLink_is404() {
        assertThat(patch("01JD9Z6Q4M8Y3W7V5T1R9P2N0K", "{'title': 'x'}").status())
                .isEqualTo(404);
    }

    @Test
    void patch_deletedLink_is404() {
        String id = terse.create(FULL);
        terse.admin().delete("/api/v1/links/" + id);
        assertThat(patch(id, "{'title': 'x'}").status()).isEqualTo(404);
        assertThat(terse.admin().get("/api/v1/links/" + id).status()).isEqualTo(404);
        assertThat(terse.admin().delete("/api/v1/links/" + id).status()).isEqualTo(404);
    }

    @Test
    void patch_asPlainJson_isTakenToo() {
        String id = terse.create(FULL);
        assertThat(terse.admin()
                        .patch("/api/v1/links/" + id, "{\"title\": \"x\"}", "Content-Type", "application/json")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "1"              | 200
            *                | 200
            "7", "1"         | 200
            W/"7","1"        | 200
            , "1" ,          | 200
            "2"              | 412
            "01"             | 412
            W/"1"            | 412
            1                | 412
            "1               | 412
            ""               | 412
            "1" "2"          | 412
            "1", nonsense    | 412
            "x,1"            | 412
            *, "1"           | 412
            """)
    void patchAndDelete_ifMatch_holdsForTheVersionsItNames(String ifMatch, int status) {
        String id = terse.create(FULL);
        Exchange patched = terse.admin().patch("/api/v1/links/" + id, "{\"title\": \"t\"}", "If-Match", ifMatch);
        assertThat(patched.status()).isEqualTo(status);
        Exchange deleted = terse.admin().delete("/api/v1/links/" + id, "If-Match", ifMatch);
        assertThat(deleted.status()).isEqualTo(status == 200 ? 204 : status);
        if (status == 412) {
            assertThat(patched.problem()).isEqualTo("version-mismatch");
            assertThat(patched.header("ETag")).isEqualTo("\"1\"");
            assertThat(terse.admin()
                            .get("/api/v1/links/" + id)
                            .json()
                            .get("version")
                            .intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void patch_staleVersion_is412AndKeepsTheOthersEdit() {
        String id = terse.create(FULL);
        patch(id, "{'title': 'theirs'}");
        Exchange refused = terse.admin().patch("/api/v1/links/" + id, "{\"title\": \"mine\"}", "If-Match", "\"1\"");
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.header("ETag")).isEqualTo("\"2\"");
        assertThat(terse.admin().get("/api/v1/links/" + id).json().get("title").stringValue())
                .isEqualTo("theirs");
    }

    @Test
    void delete_link_isNoLongerFoundInAnyWay() {
        String id = terse.create("{\"url\": \"https://example.com/\", \"code\": \"del-ete\"}");
        Exchange deleted = terse.admin().delete("/api/v1/links/" + id);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(terse.admin().get("/api/v1/links/" + id).status()).isEqualTo(404);
        assertThat(terse.admin().get("/api/v1/links/lookup?code=del-ete").status())
                .isEqualTo(404);
        assertThat(terse.admin()
                        .get("/api/v1/links?q=del-ete")
                        .json()
                        .get("links")
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            code=look-me                      | 200 | -
            code=look-me&domain=s.example     | 200 | -
            code=look%2Dme&domain=S.EXAMPLE   | 200 | -
            code=LOOK-ME                      | 404 | -
            code=nobody                       | 404 | -
            domain=s.example                  | 422 | code: missing
            code=                             | 422 | code: missing
            code=ab                           | 422 | code: invalid-code
            code=a%20b                        | 422 | code: invalid-code
            code=%00                          | 422 | code: invalid-character
            code=%ff                          | 422 | code: invalid-character
            code=look-me&domain=other.example | 422 | domain: out-of-range
            code=look-me&domain=              | 422 | domain: missing
            code=look-me&code=look-me         | 422 | code: out-of-range
            code=look-me&x=1                  | 422 | x: unknown-field
            """)
    void lookup_byCode_findsTheLink(String query, int status, String error) {
        if (terse.admin().get("/api/v1/links/lookup?code=look-me").status() == 404) {
            terse.create("{\"url\": \"https://example.com/\", \"code\": \"look-me\"}");
        }
        Exchange answer = sendRaw(query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.json().get("code").stringValue()).isEqualTo("look-me");
            assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        } else if (error != null) {
            assertThat(answer.errors()).containsExactly(error);
        }
    }

    private static Exchange sendRaw(String query) {
        return terse.admin().get("/api/v1/links/lookup?" + query);
    }

    private static Exchange patch(String id, String template) {
        return terse.admin()
                .patch(
                        "/api/v1/links/" + id,
                        CreateLinkIT.json(template),
                        "Content-Type",
                        "application/merge-patch+json");
    }

    private static String state(Exchange exchange) {
        return exchange.json().get("state").stringValue();
    }
}
