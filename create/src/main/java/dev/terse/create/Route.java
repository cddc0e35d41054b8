package dev.terse.create;

import dev.terse.key.Scope;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API and what every request for it has to be like, so that the endpoint only sees those that are.
 *
 * @param path one segment of it, the last or the one before, may be {@code {…}}, which stands for any one segment
 * @param scope what the key has to allow, null where no key is needed
 * @param parameters the query parameters that the call knows
 * @param consumes the media types of the body, empty where none is read
 * @param maxBody bytes of the body at most
 * @param produces the media type of the answer, null where it has no body or the endpoint chooses its type
 */
record Route(
        HttpMethod method,
        String path,
        @Nullable Scope scope,
        Set<String> parameters,
        List<String> consumes,
        int maxBody,
        @Nullable String produces,
        Endpoint endpoint) {

    static final int MAX_BODY = 64 * 1024;
    static final int MAX_BULK_BODY = 4 * 1024 * 1024;

    private static final List<String> JSON = List.of(Answer.JSON);
    private static final List<String> MERGE_PATCH = List.of("application/merge-patch+json", Answer.JSON);

    Route {
        parameters = Set.copyOf(parameters);
        consumes = List.copyOf(consumes);
    }

    /** What a call does. Runs on a virtual thread of its own and may block. */
    interface Endpoint {
        /**
         * Answers one request.
         *
         * @throws Refusal with the problem to answer instead
         */
        Answer answer(Call call);
    }

    static Route get(String path, @Nullable Scope scope, @Nullable String produces, Endpoint endpoint) {
        return new Route(HttpMethod.GET, path, scope, Set.of(), List.of(), 0, produces, endpoint);
    }

    static Route post(String path, Scope scope, Endpoint endpoint) {
        return new Route(HttpMethod.POST, path, scope, Set.of(), JSON, MAX_BODY, Answer.JSON, endpoint);
    }

    static Route patch(String path, Scope scope, Endpoint endpoint) {
        return new Route(HttpMethod.PATCH, path, scope, Set.of(), MERGE_PATCH, MAX_BODY, Answer.JSON, endpoint);
    }

    static Route delete(String path, Scope scope, Endpoint endpoint) {
        return new Route(HttpMethod.DELETE, path, scope, Set.of(), List.of(), 0, null, endpoint);
    }

    Route withParameters(String... names) {
        return new Route(method, path, scope, Set.of(names), consumes, maxBody, produces, endpoint);
    }

    Route withMaxBody(int bytes) {
        return new Route(method, path, scope, parameters, consumes, bytes, produces, endpoint);
    }
}
