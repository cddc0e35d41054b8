package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.storage.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Create, two redirect processes and a worker on a real PostgreSQL, behind a real nginx; each of them dies once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeServicesIT {
    private static final String KEY = "key-of-the-test-of-three-services";
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int createPort = TerseProcess.freePort();
    private final int firstRedirectPort = TerseProcess.freePort();
    private final int secondRedirectPort = TerseProcess.freePort();
    private TestPostgres postgres;
    private String store;
    private TerseProcess create;
    private TerseProcess firstRedirect;
    private TerseProcess secondRedirect;
    private TerseProcess worker;
    private Nginx nginx;

    @BeforeAll
    void start() throws IOException {
        postgres = TestPostgres.own();
        store = Engines.text(postgres.createDatabase());
        firstRedirect = startRole(Role.REDIRECT, firstRedirectPort);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> firstRedirect.log().contains("Waiting for the tables"));
        assertThat(firstRedirect.opsStatus("/readyz")).isEqualTo(503);
        create = startRole(Role.CREATE, createPort).awaitReady();
        firstRedirect.awaitReady();
        secondRedirect = startRole(Role.REDIRECT, secondRedirectPort).awaitReady();
        worker = startRole(Role.WORKER, TerseProcess.freePort()).awaitReady();
        nginx = Nginx.start(
                Files.createDirectory(folder.resolve("nginx")),
                List.of("127.0.0.1:" + createPort),
                List.of("127.0.0.1:" + firstRedirectPort, "127.0.0.1:" + secondRedirectPort));
    }

    @AfterAll
    void stop() {
        nginx.close();
        List.of(create, firstRedirect, secondRedirect, worker).forEach(TerseProcess::close);
        postgres.close();
    }

    private TerseProcess startRole(Role role, int port) {
        Map<String, String> settings = new HashMap<>();
        settings.put("TERSE_ROLE", role.text());
        settings.put("TERSE_STORE", store);
        settings.put("TERSE_BASE_URL", "https://s.example");
        settings.put("TERSE_TRUSTED_PROXIES", "127.0.0.1/32");
        if (role == Role.CREATE) {
            settings.put("TERSE_API_KEY", KEY);
        }
        return TerseProcess.start(folder.resolve(role.text() + port), port, settings);
    }

    @Test
    void gateway_linkMade_redirects() {
        String code = createLink();
        HttpResponse<String> answer = get("/" + code);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue(target(code));
        assertThat(get("/api/v1/openapi.yaml").body()).startsWith("openapi: 3.1");
        assertThat(get("/not-there").statusCode()).isEqualTo(404);
    }

    @Test
    void workerKilled_createsAndRedirectsGoOn() {
        worker.kill();
        String code = createLink();
        assertThat(get("/" + code).statusCode()).isEqualTo(302);
        worker = startRole(Role.WORKER, TerseProcess.freePort()).awaitReady();
    }

    @Test
    void createKilled_redirectsGoOn() {
        String cached = createLink();
        String uncached = createLink();
        assertThat(get("/" + cached).statusCode()).isEqualTo(302);
        create.kill();
        assertThat(get("/" + cached).statusCode()).isEqualTo(302);
        assertThat(get("/" + uncached).statusCode()).isEqualTo(302);
        HttpResponse<String> refused = post();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        create = startRole(Role.CREATE, createPort).awaitReady();
        Awaitility.await().atMost(RETURN_LIMIT).until(() -> post().statusCode() == 201);
    }

    @Test
    void oneRedirectKilled_itsVisitorsGoToTheOther() {
        String code = createLink();
        firstRedirect.kill();
        for (int i = 0; i < 50; i++) {
            assertThat(get("/" + code).statusCode()).isEqualTo(302);
        }
        firstRedirect = startRole(Role.REDIRECT, firstRedirectPort).awaitReady();
    }

    @Test
    void redirectsKilled_createsGoOn() {
        firstRedirect.kill();
        secondRedirect.kill();
        String code = createLink();
        HttpResponse<String> refused = get("/" + code);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        firstRedirect = startRole(Role.REDIRECT, firstRedirectPort).awaitReady();
        secondRedirect = startRole(Role.REDIRECT, secondRedirectPort).awaitReady();
        Awaitility.await().atMost(RETURN_LIMIT).until(() -> get("/" + code).statusCode() == 302);
    }

    @Test
    void postgresStopped_cachedLinksGoOnAndAllIsBackSoonAfterItsReturn() {
        String cached = createLink();
        String uncached = createLink();
        for (int i = 0; i < 20; i++) {
            assertThat(get("/" + cached).statusCode()).isEqualTo(302);
        }
        postgres.stop();
        for (int i = 0; i < 20; i++) {
            assertThat(get("/" + cached).statusCode()).isEqualTo(302);
        }
        HttpResponse<String> unknown = get("/" + uncached);
        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
        HttpResponse<String> refused = post();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        Awaitility.await().atMost(RETURN_LIMIT).until(() -> create.opsStatus("/readyz") == 503);
        assertThat(firstRedirect.opsStatus("/readyz")).isEqualTo(200);

        postgres.start();
        Awaitility.await().atMost(RETURN_LIMIT).untilAsserted(() -> {
            assertThat(get("/" + uncached).statusCode()).isEqualTo(302);
            assertThat(post().statusCode()).isEqualTo(201);
            assertThat(create.opsStatus("/readyz")).isEqualTo(200);
            assertThat(worker.opsStatus("/readyz")).isEqualTo(200);
        });
        assertThat(List.of(create, firstRedirect, secondRedirect, worker))
                .allSatisfy(process -> assertThat(process.log()).doesNotContain("\tat "));
    }

    private String createLink() {
        HttpResponse<String> answer = post();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("code").stringValue();
    }

    private static String target(String code) {
        return "https://example.com/three-services?" + code.length();
    }

    private HttpResponse<String> post() {
        return send(HttpRequest.newBuilder(uri("/api/v1/links"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"url\": \"https://example.com/three-services?7\"}")));
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + nginx.port() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
