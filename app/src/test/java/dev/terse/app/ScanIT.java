package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.create.ApiClient;
import dev.terse.create.Exchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A QR code from the API to the stats of its scans. */
class ScanIT {
    private static final String KEY = "key-of-the-test-that-scans-codes-1";
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    @TempDir
    Path folder;

    @Test
    void scans_amongOtherClicks_areForwardedWithoutTheMarkAndCountedApart() throws Exception {
        try (TerseProcess terse =
                        TerseProcess.start(folder, Map.of("TERSE_API_KEY", KEY)).awaitReady();
                ApiClient client = new ApiClient(terse.port(), KEY);
                HttpClient visitor = HttpClient.newHttpClient()) {
            JsonNode link = client.post(
                            "/api/v1/links",
                            "{\"url\": \"https://example.com/?own=1\", \"code\": \"poster\", \"forwardQuery\": true}")
                    .json();
            String path = "/api/v1/links/" + link.get("id").stringValue();
            for (String format : new String[] {"svg", "png"}) {
                Exchange picture = client.get(path + "/qr?format=" + format);
                assertThat(picture.status()).isEqualTo(200);
                assertThat(picture.header("Content-Disposition")).contains("poster." + format);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(visit(visitor, terse.port(), "poster?src=qr")).isEqualTo("https://example.com/?own=1");
                assertThat(visit(visitor, terse.port(), "poster")).isEqualTo("https://example.com/?own=1");
            }
            assertThat(visit(visitor, terse.port(), "poster?a=%2f&src=qr&src=mail"))
                    .isEqualTo("https://example.com/?own=1&a=%2f&src=mail");
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                JsonNode stats = client.get(path + "/stats?groupBy=source").json();
                assertThat(stats.at("/totals/total").longValue()).isEqualTo(7);
                assertThat(stats.at("/groups/source").toString())
                        .isEqualTo("{\"values\":[{\"value\":\"qr\",\"total\":4,\"humans\":4,\"bots\":0}],"
                                + "\"other\":{\"total\":0,\"humans\":0,\"bots\":0},"
                                + "\"none\":{\"total\":3,\"humans\":3,\"bots\":0}}");
            });
            JsonNode scans = client.get(path + "/stats?source=qr").json();
            assertThat(scans.at("/totals/total").longValue()).isEqualTo(4);
            JsonNode clicks = client.get(path + "/clicks").json().get("clicks");
            assertThat(clicks.values().stream().map(click -> click.get("source").asString("")))
                    .containsExactlyInAnyOrder("qr", "qr", "qr", "qr", "", "", "");
        }
    }

    /** Where a visit is led. */
    private static String visit(HttpClient visitor, int port, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + address))
                .header("User-Agent", BROWSER)
                .build();
        return visitor.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElse("");
    }
}
