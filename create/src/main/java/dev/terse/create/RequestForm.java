package dev.terse.create;

import dev.terse.web.Accept;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;

/** Checks the form that a request has and that it wants its answer in, by its headers. */
final class RequestForm {
    private RequestForm() {}

    /** @throws Refusal where the route can't read the body or the client can't read the answer */
    static void check(Route route, MultiMap headers) {
        String produces = route.produces();
        if (produces != null && !Accept.allows(headers, produces)) {
            throw new Refusal(ProblemType.NOT_ACCEPTABLE, "The answer is " + produces + ".");
        }
        if (!route.consumes().isEmpty()) {
            if (headers.contains("Content-Encoding")) {
                throw new Refusal(
                        Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body without a content encoding.")
                                .withHeader("Accept-Encoding", "identity"));
            }
            if (!isOneOf(headers.getAll("Content-Type"), route.consumes())) {
                throw new Refusal(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Send the body as " + route.consumes().getFirst() + " in UTF-8, and say so in Content-Type.");
            }
        }
    }

    private static boolean isOneOf(List<String> contentTypes, List<String> wanted) {
        if (contentTypes.size() != 1) {
            return false;
        }
        String[] parts = contentTypes.getFirst().split(";", -1);
        if (!wanted.contains(parts[0].strip().toLowerCase(Locale.ROOT))) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("charset=")
                    && !parameter.equals("charset=utf-8")
                    && !parameter.equals("charset=\"utf-8\"")) {
                return false;
            }
        }
        return true;
    }
}
