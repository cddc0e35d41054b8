package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code terse serve} as a new user meets it. */
class ServeIT {
    private static final Pattern CURL_LINE = Pattern.compile("^ *(curl .*)$", Pattern.MULTILINE);
    private static final Pattern KEY_LINE = Pattern.compile("admin key.*\\n *(\\S+)");
    private static final Pattern SHORT_URL = Pattern.compile("\"shortUrl\" ?: ?\"([^\"]+)\"");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void serve_printedCurlLinePasted_makesALinkThatRedirects() throws Exception {
        try (TerseProcess terse = TerseProcess.start(folder, Map.of()).awaitReady()) {
            String made = shell(group(CURL_LINE, banner(terse)));
            HttpResponse<String> answer = get(group(SHORT_URL, made));
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).hasValue("https://example.com/");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void serve_stoppedByCtrlC_endsCleanlyAndFindsEverythingAgain() throws Exception {
        int port = TerseProcess.freePort();
        String shortUrl;
        String key;
        try (TerseProcess first = TerseProcess.start(folder, port, Map.of()).awaitReady()) {
            key = group(KEY_LINE, banner(first));
            shortUrl = group(SHORT_URL, shell(group(CURL_LINE, banner(first))));
            assertThat(first.interrupt()).isIn(0, 130);
            assertThat(first.log()).doesNotContain("Exception").doesNotContain("ERROR");
        }
        try (TerseProcess second = TerseProcess.start(folder, port, Map.of()).awaitReady()) {
            assertThat(get(shortUrl).statusCode()).isEqualTo(302);
            assertThat(banner(second)).doesNotContain("admin key").contains("<your API key>");
            HttpResponse<String> list = client.send(
                    HttpRequest.newBuilder(second.uri("/api/v1/links"))
                            .header("Authorization", "Bearer " + key)
                            .build(),
                    BodyHandlers.ofString());
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.body()).contains(shortUrl);
        }
    }

    @Test
    void serve_wrongConfiguration_listsAllMistakesAndEnds() {
        Map<String, String> settings = Map.of("TERSE_PORT", "no", "TERSE_CACHE_SIZE", "5", "TERSE_TYPO", "1");
        try (TerseProcess terse = TerseProcess.start(folder, TerseProcess.freePort(), settings)) {
            assertThat(terse.awaitExit()).isEqualTo(2);
            assertThat(terse.log())
                    .contains("TERSE_PORT: ", "TERSE_CACHE_SIZE: ", "TERSE_TYPO: ")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void serve_portTaken_saysSoInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TerseProcess terse = TerseProcess.start(folder, taken.getLocalPort(), Map.of())) {
            assertThat(terse.awaitExit()).isEqualTo(1);
            assertThat(errors(terse))
                    .contains("terse: Port " + taken.getLocalPort(), "another process has it", "TERSE_PORT");
        }
        try (TerseProcess terse = TerseProcess.start(folder, Map.of()).awaitReady()) {
            assertThat(banner(terse)).as("nobody was told the first key yet").contains("admin key");
        }
    }

    @Test
    void serve_dataFolderIsAFile_saysSoInOneLine() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Map<String, String> settings = Map.of("TERSE_DATA_DIR", file.toString());
        try (TerseProcess terse = TerseProcess.start(folder, settings)) {
            assertThat(terse.awaitExit()).isEqualTo(1);
            assertThat(errors(terse)).contains("terse: the data folder " + file).contains("TERSE_DATA_DIR");
        }
    }

    @Test
    void serve_dataFolderInUse_saysSoInOneLine() {
        try (TerseProcess first = TerseProcess.start(folder, Map.of()).awaitReady();
                TerseProcess second = TerseProcess.start(folder, Map.of())) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(errors(second)).contains("is in use by another Terse");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void serve_dataBaseFileIsNoDatabase_saysSoInOneLine() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("terse.db"), "this is a text and no database, ".repeat(100));
        try (TerseProcess terse = TerseProcess.start(folder, Map.of())) {
            assertThat(terse.awaitExit()).isEqualTo(1);
            assertThat(errors(terse)).contains("terse: ").contains("terse.db");
        }
    }

    @Test
    void serve_databaseUnreachable_waitsAndSaysSo() {
        Map<String, String> settings = Map.of(
                "TERSE_ROLE",
                "create",
                "TERSE_STORE",
                "postgresql://terse@127.0.0.1:" + TerseProcess.freePort() + "/terse");
        try (TerseProcess terse = TerseProcess.start(folder, settings)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> terse.log().contains("can't be reached"));
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> terse.opsStatus("/readyz") == 503);
            assertThat(terse.opsStatus("/livez")).isEqualTo(200);
            assertThat(terse.isAlive()).isTrue();
            assertThat(terse.log()).doesNotContain("\tat ");
            assertThat(terse.interrupt()).isIn(0, 130);
        }
    }

    @Test
    void serve_jsonLog_isOneObjectALine() {
        try (TerseProcess terse =
                TerseProcess.start(folder, Map.of("TERSE_LOG_FORMAT", "json")).awaitReady()) {
            assertThat(terse.log().lines()).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
    }

    private static String errors(TerseProcess terse) {
        String log = terse.log();
        assertThat(log).doesNotContain("\tat ");
        return log;
    }

    private static String banner(TerseProcess terse) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> terse.output().contains("Ctrl-C"));
        return terse.output();
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(java.net.URI.create(address)).build(), BodyHandlers.ofString());
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static String shell(String command) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }
}
