package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CreateLinkIT {
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
    void create_urlOnly_answersWholeLinkWithDefaults() {
        Exchange created = terse.admin().post("/api/v1/links", "{\"url\": \"https://example.com/a?b=c\"}");

        assertThat(created.status()).isEqualTo(201);
        JsonNode link = created.json();
        assertThat(created.header("Location"))
                .isEqualTo("/api/v1/links/" + link.get("id").stringValue());
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(link.get("code").stringValue()).hasSize(7);
        assertThat(link.get("shortUrl").stringValue())
                .isEqualTo("https://s.example/" + link.get("code").stringValue());
        assertThat(link.get("domain").stringValue()).isEqualTo("s.example");
        assertThat(link.get("url").stringValue()).isEqualTo("https://example.com/a?b=c");
        assertThat(link.get("state").stringValue()).isEqualTo("active");
        assertThat(link.get("redirectStatus").intValue()).isEqualTo(302);
        assertThat(link.get("createdAt").stringValue()).isEqualTo(terse.now().toString());
        assertThat(link.get("updatedAt").stringValue()).isEqualTo(terse.now().toString());
        assertThat(link.get("createdBy").stringValue())
                .isEqualTo(terse.admin()
                        .get("/api/v1/keys")
                        .json()
                        .at("/keys/0/id")
                        .stringValue());
        assertThat(link.get("version").intValue()).isEqualTo(1);
        assertThat(terse.admin().get(created.header("Location")).body()).isEqualTo(created.body());
    }

    @Test
    void create_everyMember_isKeptAsItWasGiven() {
        Exchange created = terse.admin().post("/api/v1/links", """
                {"url": "HTTPS://Example.COM/ü", "code": "All_of-it", "domain": "s.example", "title": "Ein Titel 🎉",
                 "note": "two\\nlines", "tags": ["b", "a"], "metadata": {"z": "1", "a": ""},
                 "startsAt": "2026-12-01T01:00:00.1239+01:00", "expiresAt": "2099-12-31T23:59:59z",
                 "fallbackUrl": "http://example.org", "redirectStatus": 308, "forwardQuery": true, "forwardPath": true,
                 "state": "disabled"}""");

        assertThat(created.status()).isEqualTo(201);
        JsonNode link = terse.admin().get(created.header("Location")).json();
        assertThat(link.get("code").stringValue()).isEqualTo("All_of-it");
        assertThat(link.get("url").stringValue()).isEqualTo("https://example.com/%C3%BC");
        assertThat(link.get("title").stringValue()).isEqualTo("Ein Titel 🎉");
        assertThat(link.get("note").stringValue()).isEqualTo("two\nlines");
        assertThat(link.get("tags").toString()).isEqualTo("[\"b\",\"a\"]");
        assertThat(link.get("metadata").toString()).isEqualTo("{\"z\":\"1\",\"a\":\"\"}");
        assertThat(link.get("startsAt").stringValue()).isEqualTo("2026-12-01T00:00:00.123Z");
        assertThat(link.get("expiresAt").stringValue()).isEqualTo("2099-12-31T23:59:59Z");
        assertThat(link.get("fallbackUrl").stringValue()).isEqualTo("http://example.org/");
        assertThat(link.get("redirectStatus").intValue()).isEqualTo(308);
        assertThat(link.get("forwardQuery").booleanValue()).isTrue();
        assertThat(link.get("forwardPath").booleanValue()).isTrue();
        assertThat(link.get("state").stringValue()).isEqualTo("disabled");
    }

    @Test
    void create_everyOptionalMemberNull_isAsIfLeftOut() {
        Exchange created = terse.admin().post("/api/v1/links", """
                {"url": "https://example.com/", "code": null, "domain": null, "title": null, "note": null, "tags": null,
                 "metadata": null, "startsAt": null, "expiresAt": null, "fallbackUrl": null, "redirectStatus": null,
                 "forwardQuery": null, "forwardPath": null, "state": null}""");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("redirectStatus").intValue()).isEqualTo(302);
        assertThat(created.json().get("state").stringValue()).isEqualTo("active");
    }

    @Test
    void create_expiresAMillisecondFromNow_isTaken() {
        Exchange created = terse.admin()
                .post(
                        "/api/v1/links",
                        "{\"url\": \"https://example.com/\", \"expiresAt\": \""
                                + terse.now().plusMillis(1) + "\"}");
        assertThat(created.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'url': 'https://example.com/<2000>'}",
                "{'url': 'https://example.com/', 'title': '<500>'}",
                "{'url': 'https://example.com/', 'title': ''}",
                "{'url': 'https://example.com/', 'note': '<5000>'}",
                "{'url': 'https://example.com/', 'tags': ['<64>']}",
                "{'url': 'https://example.com/', 'tags': [<tags 50>]}",
                "{'url': 'https://example.com/', 'tags': []}",
                "{'url': 'https://example.com/', 'metadata': {<members 50>}}",
                "{'url': 'https://example.com/', 'metadata': {'<64>': '<500>'}}",
                "{'url': 'https://example.com/', 'code': '<64>'}",
                "{'url': 'https://example.com/', 'code': 'abc'}",
                "{'url': 'https://example.com/', 'code': '_-_'}",
                "{'url': 'https://example.com/', 'domain': 'S.Example'}",
                "{'url': 'https://example.com/', 'startsAt': '1970-01-01T00:00:00Z'}",
                "{'url': 'https://example.com/', 'expiresAt': '9999-12-31T23:59:59.999999Z'}",
                "{'url': 'https://example.com/', 'redirectStatus': 301}",
                "{'url': 'https://example.com/', 'redirectStatus': 307}",
            })
    void create_valueAtItsLimit_isTaken(String template) {
        Exchange created = terse.admin().post("/api/v1/links", json(template));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                              | url: missing
            {'url': null}                                                   | url: missing
            {'url': ''}                                                     | url: missing
            {'url': 1}                                                      | url: wrong-type
            {'url': ['https://example.com']}                                | url: wrong-type
            {'url': {}}                                                     | url: wrong-type
            {'url': true}                                                   | url: wrong-type
            {'url': 'example.com'}                                          | url: missing-scheme
            {'url': 'ftp://example.com/'}                                   | url: unsupported-scheme
            {'url': 'javascript:alert(1)'}                                  | url: unsupported-scheme
            {'url': 'https:/example.com/'}                                  | url: invalid-url
            {'url': 'https://me@example.com/'}                              | url: userinfo-not-allowed
            {'url': 'https://example.com\\\\b'}                             | url: invalid-character
            {'url': 'https://example.com/a\\u000ab'}                        | url: invalid-character
            {'url': 'https://example.com/\\ud800'}                          | url: invalid-character
            {'url': 'https://example.com:99999/'}                           | url: invalid-port
            {'url': 'https://exa mple.com/'}                                | url: invalid-host
            {'url': 'https:///'}                                            | url: invalid-url, url: invalid-host
            {'url': 'http://127.0.0.1/'}                                    | url: private-target
            {'url': 'http://0x7f.1/'}                                       | url: private-target
            {'url': 'http://[::1]/'}                                        | url: private-target
            {'url': 'http://localhost/'}                                    | url: private-target
            {'url': 'https://s.example/abc'}                                | url: self-redirect
            {'url': 'https://S.EXAMPLE./abc'}                               | url: self-redirect
            {'url': 'https://example.com/<8200>'}                           | url: too-long
            {'url': 'https://example.com/', 'fallbackUrl': 1}               | fallbackUrl: wrong-type
            {'url': 'https://example.com/', 'fallbackUrl': ''}              | fallbackUrl: missing
            {'url': 'https://example.com/', 'fallbackUrl': 'x'}             | fallbackUrl: missing-scheme
            {'url': 'https://example.com/', 'fallbackUrl': 'http://10.1.1.1'} | fallbackUrl: private-target
            {'url': 'https://example.com/', 'code': 1}                      | code: wrong-type
            {'url': 'https://example.com/', 'code': ['abc']}                | code: wrong-type
            {'url': 'https://example.com/', 'code': ''}                     | code: invalid-code
            {'url': 'https://example.com/', 'code': 'ab'}                   | code: invalid-code
            {'url': 'https://example.com/', 'code': '<65>'}                 | code: invalid-code
            {'url': 'https://example.com/', 'code': 'a b'}                  | code: invalid-code
            {'url': 'https://example.com/', 'code': 'abc+'}                 | code: invalid-code
            {'url': 'https://example.com/', 'code': 'über'}                 | code: invalid-code
            {'url': 'https://example.com/', 'code': 'a\\u0000b'}            | code: invalid-code
            {'url': 'https://example.com/', 'code': 'abc\\ud83d'}           | code: invalid-code
            {'url': 'https://example.com/', 'code': 'api'}                  | code: reserved-code
            {'url': 'https://example.com/', 'code': 'ADMIN'}                | code: reserved-code
            {'url': 'https://example.com/', 'domain': 1}                    | domain: wrong-type
            {'url': 'https://example.com/', 'domain': ''}                   | domain: out-of-range
            {'url': 'https://example.com/', 'domain': 'other.example'}      | domain: out-of-range
            {'url': 'https://example.com/', 'title': 1}                     | title: wrong-type
            {'url': 'https://example.com/', 'title': '<501>'}               | title: too-long
            {'url': 'https://example.com/', 'title': 'a\\u0000'}            | title: invalid-character
            {'url': 'https://example.com/', 'title': '\\udc00'}             | title: invalid-character
            {'url': 'https://example.com/', 'title': '\\ud83dx'}            | title: invalid-character
            {'url': 'https://example.com/', 'note': []}                     | note: wrong-type
            {'url': 'https://example.com/', 'note': '<5001>'}               | note: too-long
            {'url': 'https://example.com/', 'note': '\\u0000'}              | note: invalid-character
            {'url': 'https://example.com/', 'note': '\\ud83d'}              | note: invalid-character
            {'url': 'https://example.com/', 'tags': 'a'}                    | tags: wrong-type
            {'url': 'https://example.com/', 'tags': {}}                     | tags: wrong-type
            {'url': 'https://example.com/', 'tags': [<tags 51>]}            | tags: too-long
            {'url': 'https://example.com/', 'tags': [1]}                    | tags[0]: wrong-type
            {'url': 'https://example.com/', 'tags': [null]}                 | tags[0]: wrong-type
            {'url': 'https://example.com/', 'tags': ['']}                   | tags[0]: missing
            {'url': 'https://example.com/', 'tags': ['<65>']}               | tags[0]: too-long
            {'url': 'https://example.com/', 'tags': ['a', 'a']}             | tags[1]: out-of-range
            {'url': 'https://example.com/', 'tags': [' a']}                 | tags[0]: invalid-character
            {'url': 'https://example.com/', 'tags': ['a\\u00a0']}           | tags[0]: invalid-character
            {'url': 'https://example.com/', 'tags': ['a\\tb']}              | tags[0]: invalid-character
            {'url': 'https://example.com/', 'tags': ['a\\ud800']}           | tags[0]: invalid-character
            {'url': 'https://example.com/', 'metadata': []}                 | metadata: wrong-type
            {'url': 'https://example.com/', 'metadata': 'a'}                | metadata: wrong-type
            {'url': 'https://example.com/', 'metadata': {'a': 1}}           | metadata.a: wrong-type
            {'url': 'https://example.com/', 'metadata': {'a': null}}        | metadata.a: wrong-type
            {'url': 'https://example.com/', 'metadata': {'a': {}}}          | metadata.a: wrong-type
            {'url': 'https://example.com/', 'metadata': {'': 'a'}}          | metadata.: missing
            {'url': 'https://example.com/', 'metadata': {'a': '<501>'}}     | metadata.a: too-long
            {'url': 'https://example.com/', 'metadata': {'a': '\\u0000'}}   | metadata.a: invalid-character
            {'url': 'https://example.com/', 'metadata': {'a\\u0000': ''}}   | metadata.a\uFFFD: invalid-character
            {'url': 'https://example.com/', 'metadata': {<members 51>}}     | metadata: too-long
            {'url': 'https://example.com/', 'startsAt': 1}                  | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': ''}                 | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': 'tomorrow'}         | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': '2027-01-01'}       | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': '2027-01-01T00:00:00'}   | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': '2027-01-01T00:00Z'}     | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': '2027-01-01 00:00:00Z'}  | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': '+12027-01-01T00:00:00Z'} | startsAt: wrong-type
            {'url': 'https://example.com/', 'startsAt': '2027-02-30T00:00:00Z'}  | startsAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '2027-13-01T00:00:00Z'}  | startsAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '2027-01-01T24:00:00Z'}  | startsAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '1969-12-31T23:59:59Z'}  | startsAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '2027-01-01T00:00:00+24:00'} | startsAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '9999-12-31T23:59:59-01:00'} | startsAt: out-of-range
            {'url': 'https://example.com/', 'expiresAt': false}             | expiresAt: wrong-type
            {'url': 'https://example.com/', 'expiresAt': '2026-11-22T10:00:00Z'} | expiresAt: out-of-range
            {'url': 'https://example.com/', 'expiresAt': '2020-01-01T00:00:00Z'} | expiresAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '2030-01-01T00:00:00Z', 'expiresAt': '2030-01-01T00:00:00Z'} | expiresAt: out-of-range
            {'url': 'https://example.com/', 'startsAt': '2031-01-01T00:00:00Z', 'expiresAt': '2030-01-01T00:00:00Z'} | expiresAt: out-of-range
            {'url': 'https://example.com/', 'redirectStatus': '302'}        | redirectStatus: wrong-type
            {'url': 'https://example.com/', 'redirectStatus': 302.5}        | redirectStatus: wrong-type
            {'url': 'https://example.com/', 'redirectStatus': 303}          | redirectStatus: out-of-range
            {'url': 'https://example.com/', 'redirectStatus': -1}           | redirectStatus: out-of-range
            {'url': 'https://example.com/', 'redirectStatus': 99999999999999999999} | redirectStatus: out-of-range
            {'url': 'https://example.com/', 'forwardQuery': 1}              | forwardQuery: wrong-type
            {'url': 'https://example.com/', 'forwardQuery': 'true'}         | forwardQuery: wrong-type
            {'url': 'https://example.com/', 'forwardPath': 'no'}            | forwardPath: wrong-type
            {'url': 'https://example.com/', 'state': 1}                     | state: wrong-type
            {'url': 'https://example.com/', 'state': 'banned'}              | state: out-of-range
            {'url': 'https://example.com/', 'state': 'Active'}              | state: out-of-range
            {'url': 'https://example.com/', 'maxClicks': 1}                 | maxClicks: unknown-field
            {'url': 'https://example.com/', 'password': 'x'}                | password: unknown-field
            {'url': 'https://example.com/', 'rules': []}                    | rules: unknown-field
            {'url': 'https://example.com/', 'variants': []}                 | variants: unknown-field
            {'url': 'https://example.com/', 'preview': null}                | preview: unknown-field
            {'url': 'https://example.com/', 'reuse': true}                  | reuse: unknown-field
            {'url': 'https://example.com/', 'id': 'x'}                      | id: unknown-field
            {'url': 'https://example.com/', 'clicks': 1}                    | clicks: unknown-field
            {'url': 'https://example.com/', 'URL': 'x'}                     | URL: unknown-field
            {'url': 'https://example.com/', '': 1}                          | : unknown-field
            """)
    void create_badValue_isRefusedByNameAndNothingIsStored(String template, String error) {
        int before = terse.stored();
        Exchange refused = terse.admin().post("/api/v1/links", json(template));
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.errors()).containsExactly(error.split(", "));
        assertThat(terse.stored()).isEqualTo(before);
    }

    @Test
    void create_manyMistakes_areAllSaidAtOnce() {
        Exchange refused = terse.admin().post("/api/v1/links", """
                        {"url": "ftp://me@x/", "code": "a", "domain": 1, "title": 2, "note": 3, "tags": ["", 4],
                         "metadata": {"a": 5}, "startsAt": "6", "expiresAt": 7, "fallbackUrl": "8", "redirectStatus": "9",
                         "forwardQuery": 10, "forwardPath": 11, "state": 12, "colour": 13}""", "Idempotency-Key", "x".repeat(256));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errors())
                .contains(
                        "Idempotency-Key: too-long",
                        "url: unsupported-scheme",
                        "code: invalid-code",
                        "domain: wrong-type",
                        "title: wrong-type",
                        "note: wrong-type",
                        "tags[0]: missing",
                        "tags[1]: wrong-type",
                        "metadata.a: wrong-type",
                        "startsAt: wrong-type",
                        "expiresAt: wrong-type",
                        "fallbackUrl: missing-scheme",
                        "redirectStatus: wrong-type",
                        "forwardQuery: wrong-type",
                        "forwardPath: wrong-type",
                        "state: wrong-type",
                        "colour: unknown-field");
    }

    @Test
    void create_moreMistakesThanAreSaid_namesAHundred() {
        Exchange refused = terse.admin().post("/api/v1/links", json("{<members 2000>}"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errors()).hasSize(100);
    }

    @Test
    void create_nameOfAMemberIsHuge_isRepeatedShort() {
        Exchange refused = terse.admin().post("/api/v1/links", json("{'url': 'https://example.com/', '<60000>': 1}"));
        assertThat(refused.errors())
                .singleElement()
                .asString()
                .hasSizeLessThan(100)
                .contains("…");
    }

    @Test
    void create_codeTaken_is409() {
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"taken-once\"}");
        Exchange refused = terse.admin()
                .post("/api/v1/links", "{\"url\": \"https://example.com/other\", \"code\": \"taken-once\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("code-taken");
        assertThat(refused.errors()).containsExactly("code: code-taken");
    }

    @Test
    void create_codeOfADeletedLink_staysTaken() {
        String id = terse.create("{\"url\": \"https://example.com/\", \"code\": \"gone-for-good\"}");
        assertThat(terse.admin().delete("/api/v1/links/" + id).status()).isEqualTo(204);
        Exchange refused =
                terse.admin().post("/api/v1/links", "{\"url\": \"https://example.com/\", \"code\": \"gone-for-good\"}");
        assertThat(refused.status()).isEqualTo(409);
    }

    @Test
    void create_codeInOtherCase_isAnotherCode() {
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"caseful\"}");
        assertThat(terse.admin()
                        .post("/api/v1/links", "{\"url\": \"https://example.com/\", \"code\": \"Caseful\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void create_repeatedUnderItsKey_getsTheSameBytesAndStoresNothing() {
        Exchange first = terse.admin()
                .post(
                        "/api/v1/links",
                        "{\"url\": \"https://example.com/\", \"title\": \"x\"}",
                        "Idempotency-Key",
                        "k 1");
        int before = terse.stored();
        terse.moveClock(Duration.ofMinutes(1));
        Exchange second = terse.admin()
                .post(
                        "/api/v1/links",
                        "{ \"title\":\"x\",\"url\":\"https://example.com/\" }",
                        "Idempotency-Key",
                        "k 1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(terse.stored()).isEqualTo(before);
        assertThat(terse.admin().get(first.header("Location")).body()).isEqualTo(first.body());
    }

    @Test
    void create_repeatedWithChosenCode_isReplayedNotTaken() {
        String body = "{\"url\": \"https://example.com/\", \"code\": \"repeat-me\"}";
        terse.admin().post("/api/v1/links", body, "Idempotency-Key", "k2");
        assertThat(terse.admin()
                        .post("/api/v1/links", body, "Idempotency-Key", "k2")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void create_otherBodyUnderTheSameKey_is422() {
        terse.admin().post("/api/v1/links", "{\"url\": \"https://example.com/1\"}", "Idempotency-Key", "k3");
        Exchange refused =
                terse.admin().post("/api/v1/links", "{\"url\": \"https://example.com/2\"}", "Idempotency-Key", "k3");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("idempotency-mismatch");
    }

    @Test
    void create_failedUnderAKey_leavesTheKeyFree() {
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"in-the-way\"}");
        assertThat(terse.admin()
                        .post(
                                "/api/v1/links",
                                "{\"url\": \"https://example.com/\", \"code\": \"in-the-way\"}",
                                "Idempotency-Key",
                                "k4")
                        .status())
                .isEqualTo(409);
        assertThat(terse.admin()
                        .post("/api/v1/links", "{\"url\": \"https://example.com/\"}", "Idempotency-Key", "k4")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void create_keyTooLong_is422() {
        Exchange refused = terse.admin()
                .post("/api/v1/links", "{\"url\": \"https://example.com/\"}", "Idempotency-Key", "x".repeat(256));
        assertThat(refused.errors()).containsExactly("Idempotency-Key: too-long");
        assertThat(terse.admin()
                        .post(
                                "/api/v1/links",
                                "{\"url\": \"https://example.com/\"}",
                                "Idempotency-Key",
                                "x".repeat(255))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void create_keyGivenTwice_is400() {
        Exchange refused = terse.admin()
                .post(
                        "/api/v1/links",
                        "{\"url\": \"https://example.com/\"}",
                        "Idempotency-Key",
                        "a",
                        "Idempotency-Key",
                        "b");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("malformed-request");
    }

    @Test
    void create_unknownParameter_is422() {
        Exchange refused = terse.admin().post("/api/v1/links?dryRun=1", "{\"url\": \"https://example.com/\"}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.errors()).isEqualTo(List.of("dryRun: unknown-field"));
    }

    /**
     * JSON written for tables: single quotes for double ones, {@code <n>} for n letters, {@code <tags n>} for n tags and
     * {@code <members n>} for n members.
     */
    static String json(String template) {
        String text = template.replace('\'', '"');
        text = Pattern.compile("<tags ([0-9]+)>").matcher(text).replaceAll(match -> repeated(match, "\"t%d\""));
        text = Pattern.compile("<members ([0-9]+)>")
                .matcher(text)
                .replaceAll(match -> repeated(match, "\"m%d\": \"x\""));
        return Pattern.compile("<([0-9]+)>")
                .matcher(text)
                .replaceAll(match -> "x".repeat(Integer.parseInt(match.group(1))));
    }

    private static String repeated(MatchResult match, String form) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Integer.parseInt(match.group(1)); i++) {
            out.append(i == 0 ? "" : ", ").append(form.formatted(i));
        }
        return out.toString();
    }
}
