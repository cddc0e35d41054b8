package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import dev.terse.key.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ListLinksIT {
    private CreateFixture terse;

    @BeforeEach
    void start() {
        terse = CreateFixture.start();
    }

    @AfterEach
    void stop() {
        terse.close();
    }

    @Test
    void list_nothingThere_isEmptyAndLast() {
        assertThat(terse.admin().get("/api/v1/links").body()).isEqualTo("{\"links\":[],\"next\":null}");
    }

    @Test
    void list_byPages_listsEachLinkOnceNewestFirst() {
        createCodes("page-", 25);
        List<String> codes = new ArrayList<>();
        String path = "/api/v1/links?limit=10";
        int pages = 0;
        for (String cursor = ""; cursor != null; pages++) {
            JsonNode page = terse.admin().get(path + cursor).json();
            codes.addAll(codes(page));
            cursor = page.get("next").isNull()
                    ? null
                    : "&cursor=" + page.get("next").stringValue();
        }
        assertThat(pages).isEqualTo(3);
        assertThat(codes).hasSize(25).doesNotHaveDuplicates();
        assertThat(codes.getFirst()).isEqualTo("page-24");
        assertThat(codes.getLast()).isEqualTo("page-0");
    }

    @Test
    void list_linksComeAndGoBetweenPages_skipsAndRepeatsNone() {
        createCodes("stay-", 30);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; cursor != null; page++) {
            JsonNode answer =
                    terse.admin().get("/api/v1/links?limit=7" + cursor).json();
            seen.addAll(codes(answer));
            cursor = answer.get("next").isNull()
                    ? null
                    : "&cursor=" + answer.get("next").stringValue();
            terse.create("{\"url\": \"https://example.com/\", \"code\": \"new-" + page + "\"}");
            // The very link that the cursor points at goes away.
            String last = answer.get("links").values().stream()
                    .reduce((_, second) -> second)
                    .orElseThrow()
                    .get("id")
                    .stringValue();
            terse.admin().delete("/api/v1/links/" + last);
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(30);
    }

    @Test
    void list_byUpdate_putsTheLastEditedFirst() {
        createCodes("upd-", 3);
        terse.moveClock(Duration.ofSeconds(1));
        String id = terse.admin()
                .get("/api/v1/links/lookup?code=upd-0")
                .json()
                .get("id")
                .stringValue();
        terse.admin().patch("/api/v1/links/" + id, "{\"title\": \"edited\"}");

        JsonNode first =
                terse.admin().get("/api/v1/links?sort=updatedAt&limit=1").json();
        JsonNode rest = terse.admin()
                .get("/api/v1/links?sort=updatedAt&limit=2&cursor="
                        + first.get("next").stringValue())
                .json();
        assertThat(codes(first)).containsExactly("upd-0");
        assertThat(codes(rest)).containsExactly("upd-2", "upd-1");
        assertThat(rest.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            tag=red                         | tagged
            tag=RED                         | ''
            tag=r%C3%B6t+lich               | tagged
            state=disabled                  | off
            state=scheduled                 | later
            state=active                    | titled tagged
            state=expired                   | ''
            state=exhausted                 | ''
            state=banned                    | ''
            q=spring                        | titled
            q=SPRING+sale                   | titled
            q=example.org                   | titled
            q=ta                            | tagged
            q=nothing-like-it               | ''
            q=%25                           | ''
            q=_                             | ''
            domain=s.example                | later off titled tagged
            domain=S.EXAMPLE&state=disabled | off
            """)
    void list_filtered_hasWhatFits(String query, String codes) {
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"tagged\", \"tags\": [\"red\", \"röt lich\"]}");
        terse.create("{\"url\": \"https://example.org/\", \"code\": \"titled\", \"title\": \"The Spring Sale\"}");
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"off\", \"state\": \"disabled\"}");
        terse.create(
                "{\"url\": \"https://example.com/\", \"code\": \"later\", \"startsAt\": \"2090-01-01T00:00:00Z\"}");
        Exchange list = terse.admin().get("/api/v1/links?" + query);
        assertThat(list.status()).as(list.body()).isEqualTo(200);
        assertThat(String.join(" ", codes(list.json()))).isEqualTo(codes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0              | limit: out-of-range
            limit=101            | limit: out-of-range
            limit=-1             | limit: out-of-range
            limit=99999999999999 | limit: out-of-range
            limit=ten            | limit: wrong-type
            limit=1.5            | limit: wrong-type
            limit=%2B5           | limit: wrong-type
            limit=+5             | limit: wrong-type
            limit=%D9%A1         | limit: wrong-type
            limit=               | limit: missing
            limit                | limit: missing
            limit=1&limit=1      | limit: out-of-range
            cursor=              | cursor: missing
            cursor=x             | cursor: out-of-range
            cursor=%00           | cursor: invalid-character
            cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | cursor: out-of-range
            q=                   | q: missing
            q=%00                | q: invalid-character
            q=%C3                | q: invalid-character
            q=%ED%A0%80          | q: invalid-character
            tag=                 | tag: missing
            tag=a%00             | tag: invalid-character
            domain=              | domain: missing
            domain=other.example | domain: out-of-range
            state=               | state: missing
            state=deleted        | state: out-of-range
            state=ACTIVE         | state: out-of-range
            sort=                | sort: missing
            sort=title          | sort: out-of-range
            sort=createdat       | sort: out-of-range
            colour=red           | colour: unknown-field
            Limit=1              | Limit: unknown-field
            """)
    void list_badParameter_isRefusedByName(String query, String error) {
        Exchange refused = terse.admin().get("/api/v1/links?" + query);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly(error);
    }

    @Test
    void list_manyBadParameters_areAllNamed() {
        Exchange refused = terse.admin()
                .get("/api/v1/links?limit=0&state=x&sort=y&domain=z&colour=red&q=" + "a".repeat(201) + "&tag="
                        + "b".repeat(201));
        assertThat(refused.errors())
                .containsExactlyInAnyOrder(
                        "limit: out-of-range",
                        "state: out-of-range",
                        "sort: out-of-range",
                        "domain: out-of-range",
                        "colour: unknown-field",
                        "q: too-long",
                        "tag: too-long");
    }

    @Test
    void list_nameIsNoUtf8_is400() {
        Exchange refused = terse.admin().get("/api/v1/links?%ff=1");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("malformed-request");
    }

    @Test
    void list_cursorOfAnotherList_isRefused() {
        createCodes("cur-", 5);
        String cursor = terse.admin()
                .get("/api/v1/links?limit=2&tag=x&q=cur")
                .json()
                .get("next")
                .toString();
        assertThat(cursor).isEqualTo("null");
        cursor = terse.admin()
                .get("/api/v1/links?limit=2&q=cur")
                .json()
                .get("next")
                .stringValue();
        assertThat(terse.admin().get("/api/v1/links?q=cur&cursor=" + cursor).status())
                .isEqualTo(200);
        for (String other : List.of(
                "",
                "q=cu&",
                "q=cur&sort=updatedAt&",
                "q=cur&state=active&",
                "q=cur&tag=x&",
                "q=cur&domain=s.example&")) {
            Exchange refused = terse.admin().get("/api/v1/links?" + other + "cursor=" + cursor);
            assertThat(refused.status()).as(other).isEqualTo(422);
            assertThat(refused.errors()).containsExactly("cursor: out-of-range");
        }
    }

    @Test
    void list_cursorTamperedWith_isRefused() {
        createCodes("tam-", 3);
        String cursor =
                terse.admin().get("/api/v1/links?limit=1").json().get("next").stringValue();
        for (int i = 0; i < cursor.length(); i++) {
            char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = cursor.substring(0, i) + other + cursor.substring(i + 1);
            assertThat(terse.admin().get("/api/v1/links?cursor=" + tampered).status())
                    .as(tampered)
                    .isEqualTo(422);
        }
        assertThat(terse.admin().get("/api/v1/links?cursor=" + cursor + "A").status())
                .isEqualTo(422);
        assertThat(terse.admin().get("/api/v1/links?cursor=" + cursor + "%3D").status())
                .isEqualTo(422);
    }

    @Test
    void list_withoutReadScope_is403() {
        Exchange refused = terse.clientWith(Scope.LINKS_WRITE).get("/api/v1/links");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("detail").stringValue()).contains("links:read");
    }

    private void createCodes(String prefix, int count) {
        for (int i = 0; i < count; i++) {
            terse.create("{\"url\": \"https://example.com/\", \"code\": \"" + prefix + i + "\"}");
        }
    }

    private static List<String> codes(JsonNode page) {
        return page.get("links").values().stream()
                .map(link -> link.get("code").stringValue())
                .toList();
    }
}
