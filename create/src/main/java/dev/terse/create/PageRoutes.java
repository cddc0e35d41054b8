package dev.terse.create;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What anybody may read: the contract of the API, and the pages that its problems point to. */
final class PageRoutes {
    static final String CONTRACT = "/api/v1/openapi.yaml";

    private static final String YAML = "application/yaml";

    private final Buffer contract = Buffer.buffer(resource("openapi.yaml"));
    private final ProblemPages problems = new ProblemPages();

    List<Route> routes() {
        return List.of(
                Route.get(CONTRACT, null, YAML, _ -> new Answer(200, YAML, contract, Map.of())),
                Route.get("/-/problems/{type}", null, ProblemPages.HTML, call -> problems.page(call.variable())));
    }

    private static byte[] resource(String name) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
