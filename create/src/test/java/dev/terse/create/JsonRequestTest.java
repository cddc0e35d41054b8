package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonRequestTest {
    @Test
    void object_again_hasNamesOfItsOwn() {
        String first = JsonRequest.object(Buffer.buffer("{\"a name\": 1}"))
                .propertyNames()
                .iterator()
                .next();
        String second = JsonRequest.object(Buffer.buffer("{\"a name\": 1}"))
                .propertyNames()
                .iterator()
                .next();
        assertThat(second).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void object_nameLongerThanAUsualBody_isRefused() {
        Buffer body = Buffer.buffer("{\"" + "n".repeat(Route.MAX_BODY + 1) + "\": 1}");
        assertThatThrownBy(() -> JsonRequest.object(body)).isInstanceOf(Refusal.class);
    }

    @Test
    void object_bodyOfEmptyObjects_isRefused() {
        Buffer body = Buffer.buffer("{\"links\": [" + String.join(",", Collections.nCopies(1_300_000, "{}")) + "]}");
        assertThat(body.length()).isLessThan(Route.MAX_BULK_BODY);
        assertThatThrownBy(() -> JsonRequest.object(body))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("tokens");
    }

    @Test
    void object_largestBulk_isRead() {
        String tags = IntStream.range(0, LinkFields.MAX_TAGS)
                .mapToObj(i -> "\"" + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        String metadata = IntStream.range(0, LinkFields.MAX_METADATA)
                .mapToObj(i -> "\"" + i + "\":\"\"")
                .collect(Collectors.joining(",", "{", "}"));
        String link = "{\"url\":\"https://a.example/\",\"code\":null,\"domain\":null,\"title\":null,\"note\":null,"
                + "\"startsAt\":null,\"expiresAt\":null,\"fallbackUrl\":null,\"redirectStatus\":302,"
                + "\"forwardQuery\":true,\"forwardPath\":true,\"state\":\"active\",\"tags\":" + tags
                + ",\"metadata\":" + metadata + "}";
        Buffer body = Buffer.buffer(
                "{\"links\":[" + String.join(",", Collections.nCopies(BulkRoutes.MAX_LINKS, link)) + "]}");
        assertThat(body.length()).isLessThan(Route.MAX_BULK_BODY);
        assertThat(JsonRequest.object(body).get("links").size()).isEqualTo(BulkRoutes.MAX_LINKS);
    }
}
