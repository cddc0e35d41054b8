package dev.terse.create;

import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out whose request it is: by {@code Authorization: Bearer <key>} or {@code X-Api-Key: <key>}, and nothing else. */
final class Authentication {
    private static final String BEARER = "Bearer ";

    private final KeyRing keys;

    Authentication(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * The live key of a request, which allows {@code scope}.
     *
     * @throws Refusal where there is none
     */
    ApiKey require(MultiMap headers, Scope scope) {
        List<String> given = new ArrayList<>(2);
        for (String value : headers.getAll("Authorization")) {
            if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                throw unauthenticated("Authorization has to be Bearer and a key.");
            }
            given.add(value.substring(BEARER.length()).strip());
        }
        for (String value : headers.getAll("X-Api-Key")) {
            given.add(value.strip());
        }
        if (given.isEmpty()) {
            throw unauthenticated("Send an API key as Authorization: Bearer <key> or as X-Api-Key: <key>.");
        }
        if (given.size() > 1 && given.stream().distinct().count() > 1) {
            throw new Refusal(ProblemType.MALFORMED_REQUEST, "The request has two different API keys; send one.");
        }
        Optional<ApiKey> key = keys.find(given.getFirst());
        if (key.isEmpty()) {
            throw unauthenticated("The API key is unknown, expired or revoked.");
        }
        if (!key.get().allows(scope)) {
            throw new Refusal(ProblemType.FORBIDDEN, "The API key lacks the scope " + scope.text() + ".");
        }
        return key.get();
    }

    private static Refusal unauthenticated(String detail) {
        return new Refusal(Problem.of(ProblemType.UNAUTHENTICATED, detail).withHeader("WWW-Authenticate", "Bearer"));
    }
}
