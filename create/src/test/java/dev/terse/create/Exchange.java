package dev.terse.create;

import java.net.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request that was made and what it was answered.
 *
 * @param path with its query
 * @param sentType the header {@code Content-Type} of the request, null without one
 * @param sent the body of the request, null without one
 * @param body the text of the answer, or of a PNG its bytes, one character each
 */
public record Exchange(
        String method,
        String path,
        @Nullable String sentType,
        @Nullable String sent,
        int status,
        HttpHeaders headers,
        String body) {

    private static final JsonMapper JSON = new JsonMapper();

    /** The answer's body, read as JSON. */
    public JsonNode json() {
        return JSON.readTree(body);
    }

    /** A header of the answer; empty where it has none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The slug of the problem that the answer is. */
    public String problem() {
        String type = json().path("type").asString();
        if (!type.startsWith("/-/problems/")) {
            throw new AssertionError("not a problem: " + body);
        }
        return type.substring("/-/problems/".length());
    }

    /** The field errors of the problem, each as {@code field: type}. */
    public List<String> errors() {
        return json().path("errors").values().stream()
                .map(error -> error.path("field").asString() + ": "
                        + error.path("type").asString())
                .toList();
    }
}
