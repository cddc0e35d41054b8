package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BulkLinksIT {
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
    void bulk_goodAndBad_answersEachInOrder() {
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"there\"}");
        Exchange answer = bulk("""
                {'links': [{'url': 'https://example.com/0'}, {'url': 'ftp://x', 'title': 1}, 7,
                           {'url': 'https://example.com/3', 'code': 'there'}, {'url': 'https://example.com/4', 'code': 'twice'},
                           {'url': 'https://example.com/5', 'code': 'twice'}, {'url': 'https://example.com/6', 'tags': ['']},
                           {'url': 'https://example.com/7', 'code': 'last'}]}""");

        assertThat(answer.status()).isEqualTo(200);
        List<JsonNode> results = List.copyOf(answer.json().get("results").values());
        assertThat(results.stream().map(result -> result.get("status").intValue()))
                .containsExactly(201, 422, 422, 409, 201, 409, 422, 201);
        assertThat(results.get(0).at("/link/url").stringValue()).isEqualTo("https://example.com/0");
        assertThat(results.get(1).at("/problem/errors/0/field").stringValue()).isEqualTo("links[1].url");
        assertThat(results.get(1).at("/problem/errors/1/field").stringValue()).isEqualTo("links[1].title");
        assertThat(results.get(2).at("/problem/errors/0/field").stringValue()).isEqualTo("links[2]");
        assertThat(results.get(3).at("/problem/errors/0/field").stringValue()).isEqualTo("links[3].code");
        assertThat(results.get(3).at("/problem/type").stringValue()).isEqualTo("/-/problems/code-taken");
        assertThat(results.get(3).at("/problem/requestId").stringValue()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(results.get(6).at("/problem/errors/0/field").stringValue()).isEqualTo("links[6].tags[0]");
        assertThat(results.get(7).at("/link/code").stringValue()).isEqualTo("last");
        assertThat(terse.stored()).isEqualTo(4);
        String id = results.get(7).at("/link/id").stringValue();
        assertThat(terse.admin().get("/api/v1/links/" + id).body())
                .isEqualTo(results.get(7).get("link").toString());
    }

    @Test
    void bulk_allBad_answersEach() {
        Exchange answer = bulk("{'links': [{}, {'url': 1}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("results").size()).isEqualTo(2);
        assertThat(terse.stored()).isZero();
    }

    @Test
    void bulk_atomicAndAllGood_storesAll() {
        Exchange answer =
                bulk("{'atomic': true, 'links': [{'url': 'https://example.com/0'}, {'url': 'https://example.com/1'}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/results/1/status").intValue()).isEqualTo(201);
        assertThat(terse.stored()).isEqualTo(2);
    }

    @Test
    void bulk_atomicAndSomeBad_isOneProblemAndStoresNothing() {
        Exchange answer = bulk("""
                {'atomic': true, 'links': [{'url': 'https://example.com/0'}, {'url': 'x', 'code': 'a'}, {}, 4]}""");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors())
                .containsExactlyInAnyOrder(
                        "links[1].url: missing-scheme",
                        "links[1].code: invalid-code",
                        "links[2].url: missing",
                        "links[3]: wrong-type");
        assertThat(terse.stored()).isZero();
    }

    @Test
    void bulk_atomicAndCodesTaken_namesThemAndStoresNothing() {
        terse.create("{\"url\": \"https://example.com/\", \"code\": \"there\"}");
        Exchange answer = bulk("""
                {'atomic': true, 'links': [{'url': 'https://example.com/0', 'code': 'free'},
                    {'url': 'https://example.com/1', 'code': 'there'}, {'url': 'https://example.com/2'},
                    {'url': 'https://example.com/3', 'code': 'free'}]}""");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("code-taken");
        assertThat(answer.errors()).containsExactly("links[1].code: code-taken", "links[3].code: code-taken");
        assertThat(terse.stored()).isEqualTo(1);
    }

    @Test
    void bulk_aThousand_areStored() {
        Exchange answer = bulk(thousandAnd(0));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("results").size()).isEqualTo(1_000);
        assertThat(answer.json().get("results").values().stream()
                        .map(result -> result.at("/link/code").stringValue()))
                .doesNotHaveDuplicates();
    }

    @Test
    void bulk_aThousandAtomically_areStored() {
        Exchange answer = bulk(thousandAnd(0).replaceFirst("\\{", "{'atomic': true, "));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("results").size()).isEqualTo(1_000);
    }

    @Test
    void bulk_oneTooMany_isRefused() {
        Exchange answer = bulk(thousandAnd(1));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).containsExactly("links: too-long");
        assertThat(terse.stored()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                    | links: missing
            {'links': []}                         | links: missing
            {'links': null}                       | links: wrong-type
            {'links': {}}                         | links: wrong-type
            {'links': 'x'}                        | links: wrong-type
            {'links': [{}], 'atomic': 1}          | atomic: wrong-type
            {'links': [{}], 'atomic': null}       | atomic: wrong-type
            {'links': [{}], 'atomic': 'true'}     | atomic: wrong-type
            {'links': [{}], 'other': 1}           | other: unknown-field
            """)
    void bulk_badMember_isRefusedByName(String template, String error) {
        Exchange refused = bulk(template);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.errors()).containsExactly(error);
    }

    @Test
    void bulk_idempotencyKey_isRefused() {
        Exchange refused = terse.admin()
                .post(
                        "/api/v1/links/bulk",
                        "{\"links\": [{\"url\": \"https://example.com/\"}]}",
                        "Idempotency-Key",
                        "k");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("malformed-request");
        assertThat(terse.stored()).isZero();
    }

    private Exchange bulk(String template) {
        return terse.admin().post("/api/v1/links/bulk", CreateLinkIT.json(template));
    }

    private static String thousandAnd(int more) {
        return IntStream.range(0, 1_000 + more)
                .mapToObj(i -> "{'url': 'https://example.com/" + i + "'}")
                .collect(Collectors.joining(",", "{'links': [", "]}"));
    }
}
