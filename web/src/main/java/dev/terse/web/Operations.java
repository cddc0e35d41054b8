package dev.terse.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operations port: {@code /livez} (the process runs), {@code /readyz} (it can serve; 503 with what is missing),
 * {@code /metrics} (Prometheus text) and {@code /info}. Answers from memory, on the event loop.
 */
public final class Operations implements Handler<HttpServerRequest> {
    private static final JsonMapper JSON = new JsonMapper();

    private final Health health;
    private final PrometheusMeterRegistry meters;
    private final Map<String, String> info;

    /**
     * Answers for one process.
     *
     * @param info names and values that {@code /info} shows, such as the version
     */
    public Operations(Health health, PrometheusMeterRegistry meters, Map<String, String> info) {
        this.health = health;
        this.meters = meters;
        this.info = Map.copyOf(info);
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            Problem refusal = Problem.of(ProblemType.METHOD_NOT_ALLOWED, "This port answers GET and HEAD.")
                    .withHeader("Allow", "GET, HEAD");
            WebServer.send(request, refusal, RequestIds.of(request));
            return;
        }
        switch (request.path()) {
            case "/livez" -> json(request, 200, Map.of("status", "up"));
            case "/readyz" -> {
                Map<String, String> unmet = health.unmet();
                if (unmet.isEmpty()) {
                    json(request, 200, Map.of("status", "ready"));
                } else {
                    json(request, 503, Map.of("status", "not ready", "missing", unmet));
                }
            }
            case "/metrics" ->
                request.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(meters.scrape());
            case "/info" -> json(request, 200, info);
            case null, default ->
                WebServer.send(
                        request,
                        Problem.of(ProblemType.NOT_FOUND, "This port has /livez, /readyz, /metrics and /info."),
                        RequestIds.of(request));
        }
    }

    private static void json(HttpServerRequest request, int status, Object body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    }
}
