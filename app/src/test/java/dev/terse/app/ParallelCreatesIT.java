package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many creates of one code at once, over HTTP. */
class ParallelCreatesIT {
    private static final String KEY = "key-of-the-parallel-creates-test";
    private static final int ROUNDS = 20;
    private static final int CREATES = 100;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void create_hundredOfOneCodeAtOnce_oneGetsIt(Engines engine) throws Exception {
        Config config = ConfigReader.read(
                Map.of(
                        "TERSE_STORE",
                        engine.newStore(folder),
                        "TERSE_DATA_DIR",
                        folder.resolve("data").toString(),
                        "TERSE_HOST",
                        "127.0.0.1",
                        "TERSE_PORT",
                        "0",
                        "TERSE_OPS_PORT",
                        "0",
                        "TERSE_API_KEY",
                        KEY),
                null,
                Map.of());
        try (Server server = new Server(config, InstantSource.system());
                ExecutorService creators = Executors.newVirtualThreadPerTaskExecutor()) {
            server.start();
            try (ApiClient client = new ApiClient(server.publicPort(), KEY)) {
                for (int round = 0; round < ROUNDS; round++) {
                    String code = "race-" + round;
                    List<Callable<Exchange>> creates = IntStream.range(0, CREATES)
                            .<Callable<Exchange>>mapToObj(i -> () -> client.post(
                                    "/api/v1/links",
                                    "{\"url\": \"https://example.com/" + i + "\", \"code\": \"" + code + "\"}"))
                            .toList();
                    List<Exchange> answers = new ArrayList<>();
                    for (Future<Exchange> answer : creators.invokeAll(creates)) {
                        answers.add(answer.get());
                    }
                    assertThat(answers.stream().collect(Collectors.groupingBy(Exchange::status, Collectors.counting())))
                            .isEqualTo(Map.of(201, 1L, 409, CREATES - 1L));
                    String winner = answers.stream()
                            .filter(answer -> answer.status() == 201)
                            .map(answer -> answer.json().get("url").stringValue())
                            .findFirst()
                            .orElseThrow();
                    assertThat(client.get("/api/v1/links/lookup?code=" + code)
                                    .json()
                                    .get("url")
                                    .stringValue())
                            .isEqualTo(winner);
                }
            }
        }
    }
}
