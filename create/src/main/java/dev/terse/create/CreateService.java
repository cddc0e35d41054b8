package dev.terse.create;

import dev.terse.Storage;
import dev.terse.change.Change;
import dev.terse.code.CodeSource;
import dev.terse.key.ApiKey;
import dev.terse.store.Installation;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.TargetPolicy;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import dev.terse.web.RequestIds;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The create service: the link API under {@code /api} and the pages under {@code /-}.
 *
 * <p>An event loop finds the route of a request and gathers its body; everything else, which may block, happens on a thread
 * of the executor. Every answer has a request id, and a problem where something is wrong; what is unexpected is logged
 * under that id and answered without a word of the inside.
 */
public final class CreateService implements Handler<HttpServerRequest> {
    private static final Logger log = LoggerFactory.getLogger(CreateService.class);

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(1);

    private final RouteTable routes;
    private final Authentication authentication;
    private final InstantSource clock;
    private final Executor executor;
    private final RequestTimers timers;
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARNING_INTERVAL.toNanos());

    /**
     * Makes the service; it holds nothing that has to be closed.
     *
     * @param keys the same that listens to the change feed
     * @param changed told of what is written here as soon as it is, so that this process need not wait for the feed
     * @param random a cryptographic one: ids and keys are drawn from it
     * @param executor one that gives each request a thread of its own to block, a virtual one by rights
     * @param version of Terse
     */
    public CreateService(
            Storage storage,
            KeyRing keys,
            CodeSource codes,
            TargetPolicy targets,
            ShortUrls urls,
            Consumer<Change> changed,
            InstantSource clock,
            RandomGenerator random,
            Executor executor,
            MeterRegistry meters,
            String version) {
        Installation installation = storage.installation();
        LinkJson json = new LinkJson(urls);
        LinkFields fields = new LinkFields(targets, urls);
        PublicIds ids = new PublicIds(random);
        LinkCreator creator = new LinkCreator(storage.links(), codes, ids, json, installation.domain());
        Cursors cursors = new Cursors(installation.secret());

        List<Route> all = new ArrayList<>();
        all.addAll(new LinkRoutes(storage.links(), creator, fields, json, cursors, changed, installation.domain())
                .routes());
        all.addAll(new BulkRoutes(creator, fields, json).routes());
        all.addAll(new KeyRoutes(storage.apiKeys(), ids, random, changed).routes());
        all.addAll(new SystemRoutes(storage, version).routes());
        all.addAll(new PageRoutes().routes());

        this.routes = new RouteTable(all);
        this.authentication = new Authentication(keys);
        this.clock = clock;
        this.executor = executor;
        this.timers = new RequestTimers(meters);
    }

    /** Whether requests for {@code path} are for this service wherever it shares a port with another. */
    public static boolean owns(String path) {
        return path.startsWith("/api/") || path.startsWith("/-/") || path.equals("/api") || path.equals("/-");
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, RequestIds.of(request));
        switch (routes.find(request.method(), request.path())) {
            case RouteTable.Match.NotFound _ ->
                exchange.send(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address."));
            case RouteTable.Match.MethodNotAllowed(String allow) ->
                exchange.send(Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Here, the methods are " + allow + ".")
                        .withHeader("Allow", allow));
            case RouteTable.Match.Found(Route route, String variable) ->
                RequestBody.read(
                        request,
                        route.maxBody(),
                        body -> exchange.run(route, variable, body),
                        () -> exchange.send(Problem.of(
                                        ProblemType.TOO_LARGE, "The body may have " + route.maxBody() / 1024 + " KiB.")
                                .withHeader("Connection", "close")));
        }
    }

    /** One request and its answer. */
    private final class Exchange {
        private final HttpServerRequest request;
        private final String requestId;
        private final long startedAt = System.nanoTime();
        private final Context context =
                Objects.requireNonNull(Vertx.currentContext(), "requests come on an event loop");

        Exchange(HttpServerRequest request, String requestId) {
            this.request = request;
            this.requestId = requestId;
        }

        void run(Route route, String variable, Buffer body) {
            try {
                executor.execute(() -> {
                    Answer answer = answer(route, variable, body);
                    context.runOnContext(_ -> {
                        timers.record(route, answer.status(), System.nanoTime() - startedAt);
                        send(answer);
                    });
                });
            } catch (RejectedExecutionException e) {
                send(Problem.unavailable("The service is stopping."));
            }
        }

        private Answer answer(Route route, String variable, Buffer body) {
            try {
                ApiKey key = route.scope() == null ? null : authentication.require(request.headers(), route.scope());
                RequestForm.check(route, request.headers());
                QueryParameters parameters = QueryParameters.parse(request.query(), route.parameters());
                if (route.parameters().isEmpty()) {
                    parameters.mistakes().refuseIfAny();
                }
                Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                return route.endpoint()
                        .answer(new Call(requestId, now, variable, parameters, request.headers(), body, key));
            } catch (Refusal refusal) {
                return Answer.of(refusal.problem(), requestId);
            } catch (StorageUnavailable failure) {
                logUnavailable(failure);
                return Answer.of(Problem.unavailable("The store can't answer at the moment; try again."), requestId);
            } catch (RuntimeException | Error failure) {
                log.atError()
                        .addKeyValue("requestId", requestId)
                        .setCause(failure)
                        .log("{} {} failed", route.method(), route.path());
                return Answer.of(
                        Problem.of(ProblemType.INTERNAL, "The request failed; its requestId finds it in the log."),
                        requestId);
            }
        }

        /** Warns once a second: while the store is down this is what every request comes to. */
        private void logUnavailable(StorageUnavailable failure) {
            long now = System.nanoTime();
            long before = warnedAt.get();
            boolean warn = now - before >= WARNING_INTERVAL.toNanos() && warnedAt.compareAndSet(before, now);
            log.atLevel(warn ? Level.WARN : Level.DEBUG)
                    .addKeyValue("requestId", requestId)
                    .log("The store can't answer: {}", failure.getMessage());
        }

        void send(Problem problem) {
            send(Answer.of(problem, requestId));
        }

        private void send(Answer answer) {
            HttpServerResponse response = request.response();
            if (response.closed()) {
                return;
            }
            response.setStatusCode(answer.status())
                    .putHeader(RequestIds.HEADER, requestId)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
            answer.headers().forEach(response::putHeader);
            if (answer.contentType() == null) {
                response.end();
            } else {
                response.putHeader("Content-Type", answer.contentType());
                if (request.method().equals(HttpMethod.HEAD)) {
                    response.putHeader(
                            "Content-Length", Integer.toString(answer.body().length()));
                }
                response.end(answer.body());
            }
        }
    }
}
