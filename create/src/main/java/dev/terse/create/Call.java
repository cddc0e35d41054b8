package dev.terse.create;

import dev.terse.key.ApiKey;
import dev.terse.web.ProblemType;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request that fits its {@link Route}, as an endpoint sees it.
 *
 * @param now the instant of the request, whole milliseconds
 * @param variable the segment of the path that the route leaves open, else empty
 * @param parameters those of the query, all known to the route
 * @param apiKey null where the route needs none
 */
record Call(
        String requestId,
        Instant now,
        String variable,
        QueryParameters parameters,
        MultiMap headers,
        Buffer body,
        @Nullable ApiKey apiKey) {

    ApiKey key() {
        if (apiKey == null) {
            throw new IllegalStateException("the route asks for no key");
        }
        return apiKey;
    }

    long workspace() {
        return key().workspace();
    }

    /** All values of a header, in order. */
    List<String> headerValues(String name) {
        return headers.getAll(name);
    }

    /**
     * The value of a header that may be given once.
     *
     * @throws Refusal where it is given twice
     */
    Optional<String> header(String name) {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw new Refusal(ProblemType.MALFORMED_REQUEST, "The header " + name + " may be given once.");
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
