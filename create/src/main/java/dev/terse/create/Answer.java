package dev.terse.create;

import dev.terse.web.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call answers, ready to be sent.
 *
 * @param contentType null where there is no body
 * @param headers beside those that every answer has
 * @param stream what writes the body bit by bit, null where {@code body} is all of it
 */
record Answer(
        int status,
        @Nullable String contentType,
        Buffer body,
        Map<String, String> headers,
        @Nullable LiveStream stream) {
    static final String JSON = "application/json";

    private static final Buffer EMPTY = Buffer.buffer(0);

    Answer(int status, @Nullable String contentType, Buffer body, Map<String, String> headers) {
        this(status, contentType, body, headers, null);
    }

    /** An answer whose body goes on until somebody ends it. */
    static Answer streamed(String contentType, LiveStream stream) {
        return new Answer(200, contentType, EMPTY, Map.of(), stream);
    }

    static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, Buffer.buffer(body), Map.of());
    }

    static Answer noContent() {
        return new Answer(204, null, EMPTY, Map.of());
    }

    /** What the client has is what it would get. */
    static Answer notModified() {
        return new Answer(304, null, EMPTY, Map.of());
    }

    static Answer of(Problem problem, String requestId) {
        return new Answer(
                problem.status(), Problem.CONTENT_TYPE, Buffer.buffer(problem.toJson(requestId)), problem.headers());
    }

    Answer withHeaders(Map<String, String> headers) {
        return new Answer(status, contentType, body, headers, stream);
    }
}
