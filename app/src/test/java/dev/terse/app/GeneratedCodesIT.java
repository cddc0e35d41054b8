package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.CodeFactory;
import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import dev.terse.storage.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Codes that two create processes make at once, without a worker and with one. */
class GeneratedCodesIT {
    private static final String KEY = "key-of-the-test-of-generated-codes";
    private static final int CODES = 10_000;
    private static final int BULK = 500;

    /** The value of χ² with 57 degrees of freedom that chance exceeds once in a thousand times. */
    private static final double CHI_SQUARED_LIMIT = 95.75;

    @TempDir
    Path folder;

    @Test
    void codes_ofTwoProcesses_areEvenlySpreadInNoOrderAndNeverTheSame() throws Exception {
        String store = Engines.text(TestPostgres.shared().createDatabase());
        try (TerseProcess first = start(Role.CREATE, store).awaitReady();
                TerseProcess second = start(Role.CREATE, store).awaitReady();
                ApiClient api = new ApiClient(first.port(), KEY);
                ApiClient other = new ApiClient(second.port(), KEY)) {
            List<String> withoutWorker = make(List.of(api, other));
            assertThat(blocks(api, "taken")).isZero();
            check(withoutWorker);

            try (TerseProcess worker = start(Role.WORKER, store).awaitReady()) {
                Awaitility.await().until(() -> blocks(api, "ready") >= 20);
                List<String> withWorker = make(List.of(api, other));
                assertThat(blocks(api, "taken")).isPositive();
                check(withWorker);
                List<String> all = new ArrayList<>(withoutWorker);
                all.addAll(withWorker);
                assertThat(new HashSet<>(all)).hasSize(2 * CODES);
                assertThat(worker.isAlive()).isTrue();
            }
        }
    }

    private TerseProcess start(Role role, String store) {
        Map<String, String> settings = new HashMap<>();
        settings.put("TERSE_ROLE", role.text());
        settings.put("TERSE_STORE", store);
        settings.put("TERSE_SECRET", "0123456789abcdef".repeat(4));
        if (role == Role.CREATE) {
            settings.put("TERSE_API_KEY", KEY);
        }
        return TerseProcess.start(folder.resolve("node" + TerseProcess.freePort()), settings);
    }

    private static long blocks(ApiClient api, String which) {
        JsonNode pool = api.get("/api/v1/system").json().get("codes");
        return pool.get(which.equals("ready") ? "blocksReady" : "blocksTaken").longValue();
    }

    /** The codes of links made by all clients at once, one client's after the other's, each in the order of creation. */
    private static List<String> make(List<ApiClient> clients) throws Exception {
        String body = IntStream.range(0, BULK)
                .mapToObj(i -> "{\"url\": \"https://example.com/" + i + "\"}")
                .collect(Collectors.joining(",", "{\"links\": [", "]}"));
        List<Callable<List<String>>> makers = clients.stream()
                .<Callable<List<String>>>map(client -> () -> {
                    List<String> codes = new ArrayList<>();
                    while (codes.size() < CODES / clients.size()) {
                        Exchange answer = client.post("/api/v1/links/bulk", body);
                        assertThat(answer.status()).isEqualTo(200);
                        for (JsonNode result : answer.json().get("results")) {
                            assertThat(result.get("status").intValue()).isEqualTo(201);
                            codes.add(result.get("link").get("code").stringValue());
                        }
                    }
                    return codes;
                })
                .toList();
        List<String> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> codes : threads.invokeAll(makers)) {
                all.addAll(codes.get());
            }
        }
        return all;
    }

    private static void check(List<String> codes) {
        assertThat(codes).hasSize(CODES).doesNotHaveDuplicates().allMatch(code -> code.length() == 7);
        for (int position = 0; position < 7; position++) {
            assertThat(chiSquared(codes, position)).as("position %d", position).isLessThan(CHI_SQUARED_LIMIT);
        }
        // Of codes in no order, a half follows a smaller one; three standard deviations are 87 of 10,000.
        long rising = IntStream.range(1, codes.size())
                .filter(i -> codes.get(i - 1).compareTo(codes.get(i)) < 0)
                .count();
        assertThat(rising).isBetween(CODES / 2 - 100L, CODES / 2 + 100L);
    }

    private static double chiSquared(List<String> codes, int position) {
        int[] counts = new int[CodeFactory.ALPHABET.length()];
        for (String code : codes) {
            counts[CodeFactory.ALPHABET.indexOf(code.charAt(position))]++;
        }
        double expected = (double) codes.size() / counts.length;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }
}
