package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import dev.terse.storage.TestPostgres;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every redirect that a visitor received is counted once, whatever dies: for each link, received ≤ counted ≤ received and
 * attempts without an answer.
 */
class ClicksIT {
    private static final String KEY = "key-of-the-test-that-counts-clicks";
    private static final int LINKS = 20;
    private static final int VISITORS = 4;
    /** Kills of the single process; twice as many show nothing that this many don't. */
    private static final int KILLS = Integer.getInteger("terse.kills", 6);

    private static final int ENDED_BY_SIGTERM = 128 + 15;

    /** What the record of a click of these visitors takes at least. */
    private static final int RECORD_BYTES = 160;

    private static final List<String> BROWSER = List.of(
            "Host: s.example",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: text/html",
            "Accept-Language: de-DE,de;q=0.8",
            "Referer: https://news.example/a/page");

    @TempDir
    Path folder;

    /** The ids of links by their codes. */
    private final Map<String, String> links = new LinkedHashMap<>();

    @Test
    void singleProcess_killedAgainAndAgain_countsEachRedirectOnce() throws Exception {
        int port = TerseProcess.freePort();
        TerseProcess terse = single(port);
        createLinks(port);
        try (Followers visitors = new Followers(port, codes(), VISITORS, BROWSER)) {
            for (int kill = 0; kill < KILLS; kill++) {
                awaitMore(visitors, 500);
                terse.kill();
                terse = single(port);
            }
            awaitMore(visitors, 500);
            visitors.stop();
            assertCounted(port, visitors, Map.of());
        } finally {
            terse.close();
        }
    }

    @Test
    void singleProcess_losesItsPower_countsNothingTwiceAndGoesOn() throws Exception {
        int port = TerseProcess.freePort();
        Followers visitors;
        try (TerseProcess terse = single(port)) {
            createLinks(port);
            visitors = new Followers(port, codes(), VISITORS, BROWSER);
            awaitMore(visitors, 5_000);
            terse.kill();
            visitors.stop();
        }
        int cut = loseTails(folder.resolve("single/data"));
        try (TerseProcess again = single(port);
                Followers more = new Followers(port, codes(), VISITORS, BROWSER)) {
            awaitMore(more, 2_000);
            more.stop();
            int received = visitors.redirected() + more.redirected();
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                long counted = counted(port).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                assertThat(counted).isGreaterThan(more.redirected());
                assertThat(counted).isLessThanOrEqualTo(received + visitors.unanswered() + more.unanswered());
                assertThat(counted).isGreaterThanOrEqualTo(received - cut / RECORD_BYTES);
            });
            assertThat(again.isAlive()).isTrue();
        }
    }

    @Test
    void threeServices_eachKilledUnderLoad_countEachRedirectOnce() throws Exception {
        try (TestPostgres postgres = TestPostgres.own();
                Services services = new Services(postgres)) {
            try (Followers visitors = services.visitors()) {
                for (String name : List.of("redirect-1", "worker", "redirect-2", "create", "redirect-1", "worker")) {
                    awaitMore(visitors, 300);
                    services.process(name).kill();
                    awaitMore(visitors, 300);
                    services.start(name);
                }
                awaitMore(visitors, 300);
                visitors.stop();
                assertThat(visitors.redirected()).isGreaterThan(3_000);
                services.assertCounted(visitors);
            }
        }
    }

    @Test
    void redirects_restartedOneAfterTheOther_failNoRequestAndCountAll() throws Exception {
        try (TestPostgres postgres = TestPostgres.own();
                Services services = new Services(postgres)) {
            try (Followers visitors = services.visitors()) {
                for (String name : List.of("redirect-1", "redirect-2")) {
                    awaitMore(visitors, 1_000);
                    assertThat(services.process(name).terminate()).isEqualTo(ENDED_BY_SIGTERM);
                    assertThat(services.process(name).log()).contains("All clicks are handed over");
                    services.start(name);
                    // nginx leaves a node alone for two seconds after it was away.
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(30))
                            .until(() -> services.process(name).metric("terse_clicks_recorded_total") > 100);
                }
                awaitMore(visitors, 1_000);
                visitors.stop();
                assertThat(visitors.refused()).isZero();
                assertThat(visitors.unanswered()).isZero();
                services.assertCounted(visitors);
            }
        }
    }

    @Test
    void store_stoppedUnderLoad_redirectsGoOnAndNoClickIsLost() throws Exception {
        try (TestPostgres postgres = TestPostgres.own();
                Services services = new Services(postgres)) {
            try (Followers visitors = services.visitors()) {
                // Both redirect processes hold all links by then.
                awaitMore(visitors, 2_000);
                postgres.stop();
                int before = visitors.redirected();
                Awaitility.await()
                        .pollDelay(Duration.ofSeconds(Integer.getInteger("terse.outage", 8)))
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> visitors.redirected() > before + 2_000);
                assertThat(visitors.refused()).isZero();
                postgres.start();
                awaitMore(visitors, 1_000);
                visitors.stop();
                assertThat(visitors.refused()).isZero();
                assertThat(visitors.unanswered()).isZero();
                services.assertCounted(visitors);
            }
        }
    }

    @Test
    void visitorsAddress_isNeitherInTheStoreNorInTheJournalNorInTheLog() throws Exception {
        int port = TerseProcess.freePort();
        List<String> proxied = new ArrayList<>(BROWSER);
        proxied.add("X-Forwarded-For: 203.0.113.77");
        try (TerseProcess terse = TerseProcess.start(
                        folder.resolve("single"),
                        port,
                        Map.of(
                                "TERSE_API_KEY", KEY,
                                "TERSE_LOG_LEVEL", "debug",
                                "TERSE_TRUSTED_PROXIES", "127.0.0.1/32"))
                .awaitReady()) {
            createLinks(port);
            try (Followers visitors = new Followers(port, codes(), 1, proxied)) {
                awaitMore(visitors, 500);
                visitors.stop();
                assertCounted(port, visitors, Map.of());
                // The network's first three bytes are what is kept of it.
                byte[] binary = {(byte) 203, 0, 113, 77};
                for (String address : List.of("203.0.113.77", new String(binary, StandardCharsets.ISO_8859_1))) {
                    assertThat(filesWith(folder, address)).isEmpty();
                }
                assertThat(filesWith(folder, "news.example")).isNotEmpty();
            }
            assertThat(terse.isAlive()).isTrue();
        }
    }

    private TerseProcess single(int port) {
        return TerseProcess.start(folder.resolve("single"), port, Map.of("TERSE_API_KEY", KEY))
                .awaitReady();
    }

    private List<String> codes() {
        return List.copyOf(links.keySet());
    }

    private void createLinks(int port) {
        try (ApiClient client = new ApiClient(port, KEY)) {
            for (int i = 0; i < LINKS; i++) {
                JsonNode link = client.post("/api/v1/links", "{\"url\": \"https://example.com/" + i + "\"}")
                        .json();
                links.put(link.get("code").stringValue(), link.get("id").stringValue());
            }
        }
    }

    private static void awaitMore(Followers visitors, int redirects) {
        int enough = visitors.redirected() + redirects;
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> visitors.redirected() >= enough);
    }

    /** Waits until all that was received is counted, and asserts that nothing more than attempts is. */
    private void assertCounted(int port, Followers visitors, Map<String, Integer> retries) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            Map<String, Long> counted = counted(port);
            assertThat(links.keySet())
                    .allSatisfy(code -> assertThat(counted.get(code))
                            .as(code)
                            .isGreaterThanOrEqualTo(visitors.of(code).redirected.get()));
        });
        Map<String, Long> counted = counted(port);
        assertThat(links.keySet()).allSatisfy(code -> {
            Followers.Tally tally = visitors.of(code);
            assertThat(counted.get(code))
                    .as(code)
                    .isLessThanOrEqualTo(
                            tally.redirected.get() + tally.unanswered.get() + retries.getOrDefault(code, 0));
        });
    }

    private Map<String, Long> counted(int port) {
        Map<String, Long> counted = new HashMap<>();
        try (ApiClient client = new ApiClient(port, KEY)) {
            links.forEach((code, id) -> {
                Exchange link = client.get("/api/v1/links/" + id);
                assertThat(link.status()).isEqualTo(200);
                counted.put(code, link.json().get("clicks").get("total").longValue());
            });
        }
        return counted;
    }

    /** Attempts of nginx that a service did not answer, by code. */
    private static Map<String, Integer> retries(String log) {
        Map<String, Integer> retries = new HashMap<>();
        Matcher failed =
                Pattern.compile("upstream.*request: \"GET /([A-Za-z0-9_-]+) ").matcher(log);
        while (failed.find()) {
            retries.merge(failed.group(1), 1, Integer::sum);
        }
        return retries;
    }

    /**
     * Makes of each journal what a power loss may: some of its last bytes, as many as a second's, were never written.
     *
     * @return how many bytes were lost
     */
    private static int loseTails(Path data) throws IOException {
        Random random = new Random(7);
        int lost = 0;
        try (Stream<Path> files = Files.walk(data.resolve("journal"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int end = bytes.length;
                while (end > 0 && bytes[end - 1] == 0) {
                    end--;
                }
                int cut = Math.min(end / 2, random.nextInt(20_000));
                try (RandomAccessFile segment = new RandomAccessFile(file.toFile(), "rw")) {
                    segment.seek(end - cut);
                    segment.write(new byte[cut]);
                }
                // A record that is cut in two is lost as a whole.
                lost += cut + RECORD_BYTES;
            }
        }
        return lost;
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    /** Create, two redirect processes and a worker behind nginx. */
    private final class Services implements AutoCloseable {
        private final Map<String, TerseProcess> processes = new HashMap<>();
        private final Nginx nginx;
        private final Map<String, Integer> ports = new HashMap<>();
        private final String store;

        Services(TestPostgres postgres) throws IOException {
            store = Engines.text(postgres.createDatabase());
            start("create");
            List.of("redirect-1", "redirect-2", "worker").forEach(this::start);
            nginx = Nginx.start(
                    Files.createDirectory(folder.resolve("nginx")),
                    List.of("127.0.0.1:" + ports.get("create")),
                    List.of("127.0.0.1:" + ports.get("redirect-1"), "127.0.0.1:" + ports.get("redirect-2")));
        }

        /** Makes the links, and lets visitors follow them by the gateway. */
        Followers visitors() {
            createLinks(nginx.port());
            return new Followers(nginx.port(), codes(), VISITORS, BROWSER);
        }

        void assertCounted(Followers visitors) {
            ClicksIT.this.assertCounted(nginx.port(), visitors, retries(nginx.log()));
        }

        TerseProcess process(String name) {
            return Objects.requireNonNull(processes.get(name), name);
        }

        /** Starts a process, be it for the first time or again where it was before. */
        void start(String name) {
            Map<String, String> settings = new HashMap<>();
            settings.put("TERSE_ROLE", name.replaceAll("-.*", ""));
            settings.put("TERSE_STORE", store);
            settings.put("TERSE_BASE_URL", "https://s.example");
            settings.put("TERSE_TRUSTED_PROXIES", "127.0.0.1/32");
            if (name.equals("create")) {
                settings.put("TERSE_API_KEY", KEY);
            }
            int port = ports.computeIfAbsent(name, _ -> TerseProcess.freePort());
            processes.put(
                    name,
                    TerseProcess.start(folder.resolve(name), port, settings).awaitReady());
        }

        @Override
        public void close() {
            nginx.close();
            processes.values().forEach(TerseProcess::close);
        }
    }
}
