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
import io.micrometer.core.instrument.Gauge;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The create service: the link API under {@code /api} and the pages under {@code /-}.
 *
 * <p>An event loop finds the route of a request and gathers its body; everything else, which may block, happens on a thread
 * of the executor. A body that may be larger than most is gathered for a key only that allows the call. Every answer has a request id, and a problem where something is wrong; what is unexpected is logged
 * under that id and answered without a word of the inside.
 *
 * <p>Who made it closes it, before the port that it serves.
 */
public final class CreateService implements Handler<HttpServerRequest>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CreateService.class);

    private static final Duration WARNING_INTERVAL = Duration.ofSeconds(1);

    private final RouteTable routes;
    private final Authentication authentication;
    private final InstantSource clock;
    private final Executor executor;
    private final RequestTimers timers;
    private final LiveClicks live;
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARNING_INTERVAL.toNanos());

    /**
     * Makes the service.
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
        Authentication authentication = new Authentication(keys);
        this.live = new LiveClicks(storage.stats(), storage.links(), executor, System::nanoTime);
        Gauge.builder("terse.live.streams", live, LiveClicks::size)
                .description("Clients that follow the clicks as they are counted")
                .register(meters);

        List<Route> all = new ArrayList<>();
        all.addAll(new LinkRoutes(storage.links(), creator, fields, json, cursors, changed, installation.domain())
                .routes());
        all.addAll(new QrRoutes(storage.links(), urls).routes());
        all.addAll(new BulkRoutes(creator, fields, json).routes());
        all.addAll(new StatsRoutes(storage.links(), storage.stats(), fields, installation.domain()).routes());
        all.addAll(new ClickRoutes(storage.links(), storage.stats(), cursors).routes());
        all.addAll(new LiveRoutes(live, storage.links(), fields, authentication, installation.domain()).routes());
        all.addAll(new KeyRoutes(storage.apiKeys(), ids, random, changed).routes());
        all.addAll(new SystemRoutes(storage, version).routes());
        all.addAll(new PageRoutes().routes());

        this.routes = new RouteTable(all);
        this.authentication = authentication;
        this.clock = clock;
        this.executor = executor;
        this.timers = new RequestTimers(meters);
    }

    /** Ends the answers that would go on for ever, so that the port can be closed in order. All others are still given. */
    @Override
    public void close() {
        live.close();
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
            case RouteTable.Match.Found(Route route, String variable) -> {
                if (route.maxBody() > Route.MAX_BODY) {
                    exchange.authenticate(route, variable);
                } else {
                    exchange.gather(route, variable, null);
                }
            }
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

        /** Goes on with the request once its key is known, so that nobody without one has a large body gathered. */
        void authenticate(Route route, String variable) {
            request.pause();
            try {
                executor.execute(() -> {
                    try {
                        ApiKey key = key(route);
                        context.runOnContext(_ -> {
                            gather(route, variable, key);
                            request.resume();
                        });
                    } catch (RuntimeException | Error failure) {
                        Answer answer = answer(route, failure);
                        context.runOnContext(_ -> refuseUnread(route, answer));
                    }
                });
            } catch (RejectedExecutionException e) {
                refuseUnread(route, Answer.of(Problem.unavailable("The service is stopping."), requestId));
            }
        }

        private void refuseUnread(Route route, Answer answer) {
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put("Connection", "close");
            RequestBody.passOver(request);
            finish(route, answer.withHeaders(headers));
            request.resume();
        }

        /** @param key null where it is yet to be looked for */
        void gather(Route route, String variable, @Nullable ApiKey key) {
            RequestBody.read(
                    request,
                    route.maxBody(),
                    body -> run(route, variable, key, body),
                    () -> send(
                            Problem.of(ProblemType.TOO_LARGE, "The body may have " + route.maxBody() / 1024 + " KiB.")
                                    .withHeader("Connection", "close")));
        }

        private void run(Route route, String variable, @Nullable ApiKey key, Buffer body) {
            try {
                executor.execute(() -> {
                    Answer answer = answer(route, variable, key, body);
                    context.runOnContext(_ -> finish(route, answer));
                });
            } catch (RejectedExecutionException e) {
                send(Problem.unavailable("The service is stopping."));
            }
        }

        private void finish(Route route, Answer answer) {
            timers.record(route, answer.status(), System.nanoTime() - startedAt);
            send(answer);
        }

        private @Nullable ApiKey key(Route route) {
            return route.scope() == null ? null : authentication.require(request.headers(), route.scope());
        }

        private Answer answer(Route route, String variable, @Nullable ApiKey known, Buffer body) {
            try {
                ApiKey key = known == null ? key(route) : known;
                RequestForm.check(route, request.headers());
                QueryParameters parameters = QueryParameters.parse(request.query(), route.parameters());
                if (route.parameters().isEmpty()) {
                    parameters.mistakes().refuseIfAny();
                }
                Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                return route.endpoint()
                        .answer(new Call(requestId, now, variable, parameters, request.headers(), body, key));
            } catch (RuntimeException | Error failure) {
                return answer(route, failure);
            }
        }

        private Answer answer(Route route, Throwable failure) {
            return switch (failure) {
                case Refusal refusal -> Answer.of(refusal.problem(), requestId);
                case StorageUnavailable down -> {
                    logUnavailable(down);
                    yield Answer.of(Problem.unavailable("The store can't answer at the moment; try again."), requestId);
                }
                default -> {
                    log.atError()
                            .addKeyValue("requestId", requestId)
                            .setCause(failure)
                            .log("{} {} failed", route.method(), route.path());
                    yield Answer.of(
                            Problem.of(ProblemType.INTERNAL, "The request failed; its requestId finds it in the log."),
                            requestId);
                }
            };
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
            LiveStream stream = answer.stream();
            if (response.closed()) {
                if (stream != null) {
                    stream.end();
                }
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
                if (stream != null) {
                    begin(stream);
                    return;
                }
                if (request.method().equals(HttpMethod.HEAD)) {
                    response.putHeader(
                            "Content-Length", Integer.toString(answer.body().length()));
                }
                response.end(answer.body());
            }
        }

        private void begin(LiveStream stream) {
            if (request.method().equals(HttpMethod.HEAD)) {
                stream.end();
                request.response().end();
            } else {
                stream.begin(request);
            }
        }
    }
}
