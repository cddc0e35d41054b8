package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParallelCallsIT {
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
    void create_generatedCodes_areAllDifferent() throws Exception {
        List<Exchange> answers =
                atOnce(100, i -> terse.admin().post("/api/v1/links", "{\"url\": \"https://example.com/" + i + "\"}"));
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(answer -> answer.json().get("code").stringValue()))
                .doesNotHaveDuplicates();
        assertThat(terse.stored()).isEqualTo(100);
    }

    @Test
    void create_twinsUnderOneKey_areOneLink() throws Exception {
        List<Exchange> answers = atOnce(
                50,
                _ -> terse.admin()
                        .post("/api/v1/links", "{\"url\": \"https://example.com/\"}", "Idempotency-Key", "twins"));
        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers.stream().map(Exchange::body).distinct()).hasSize(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.header("Idempotency-Replayed").isEmpty()))
                .hasSize(1);
        assertThat(terse.stored()).isEqualTo(1);
    }

    @Test
    void create_differentBodiesUnderOneKey_areOneLinkAndMismatches() throws Exception {
        List<Exchange> answers = atOnce(
                50,
                i -> terse.admin()
                        .post(
                                "/api/v1/links",
                                "{\"url\": \"https://example.com/" + i + "\"}",
                                "Idempotency-Key",
                                "rivals"));
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 422)).hasSize(49);
        assertThat(terse.stored()).isEqualTo(1);
    }

    @Test
    void patch_differentMembersAtOnce_loseNoEdit() throws Exception {
        String id = terse.create("{\"url\": \"https://example.com/\"}");
        List<Exchange> answers =
                atOnce(40, i -> terse.admin().patch("/api/v1/links/" + id, "{\"metadata\": {\"m" + i + "\": \"x\"}}"));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        Exchange link = terse.admin().get("/api/v1/links/" + id);
        assertThat(link.json().get("metadata").size()).isEqualTo(40);
        assertThat(link.json().get("version").intValue()).isEqualTo(41);
    }

    @Test
    void patch_oneVersionByMany_isWonByOne() throws Exception {
        String id = terse.create("{\"url\": \"https://example.com/\"}");
        List<Exchange> answers = atOnce(
                40,
                i -> terse.admin().patch("/api/v1/links/" + id, "{\"title\": \"t" + i + "\"}", "If-Match", "\"1\""));
        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 412)).hasSize(39);
    }

    @Test
    void delete_byMany_isDoneOnce() throws Exception {
        String id = terse.create("{\"url\": \"https://example.com/\"}");
        List<Exchange> answers = atOnce(20, _ -> terse.admin().delete("/api/v1/links/" + id));
        assertThat(answers.stream().filter(answer -> answer.status() == 204)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 404)).hasSize(19);
    }

    private static List<Exchange> atOnce(int count, IntFunction<Exchange> call) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<Exchange>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int index = i;
                Callable<Exchange> one = () -> {
                    start.await();
                    return call.apply(index);
                };
                answers.add(threads.submit(one));
            }
            start.countDown();
            List<Exchange> all = new ArrayList<>();
            for (Future<Exchange> answer : answers) {
                all.add(answer.get(30, TimeUnit.SECONDS));
            }
            return all;
        }
    }
}
