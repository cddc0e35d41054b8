package dev.terse.web;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listening port, served by one or more event loops of a Vert.x that somebody else owns. Requests that are no valid
 * HTTP/1 or over the limits (request line 8 KiB, headers 16 KiB) are answered here with problem details; all others go to
 * the handler, on an event loop. Every answer has a {@code Date}.
 */
public final class WebServer {
    public static final int MAX_REQUEST_LINE = 8 * 1024;
    public static final int MAX_HEADERS = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(WebServer.class);
    /** Numbers the servers that take any free port: those of one number would share theirs. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    private final String host;
    private final List<HttpServer> servers;

    private WebServer(String host, List<HttpServer> servers) {
        this.host = host;
        this.servers = servers;
    }

    /**
     * Listens, and returns when requests are served.
     *
     * @param port 0 for any free one
     * @param eventLoops how many of the Vert.x event loops share the port
     * @throws ListenFailure where the port can't be had; its message is for people
     */
    public static WebServer start(
            Vertx vertx, String host, int port, int eventLoops, Handler<HttpServerRequest> handler) {
        return start(vertx, host, port, eventLoops, () -> new Service(handler, null));
    }

    /**
     * What answers on one event loop.
     *
     * @param handler answers requests
     * @param lane answers the plainest of them before that; null for none
     */
    public record Service(
            Handler<HttpServerRequest> handler, @Nullable Lane lane) {}

    /**
     * Listens, and returns when requests are served.
     *
     * @param port 0 for any free one
     * @param eventLoops how many of the Vert.x event loops share the port
     * @param services asked once on each of the event loops
     * @throws ListenFailure where the port can't be had; its message is for people
     */
    public static WebServer start(Vertx vertx, String host, int port, int eventLoops, Supplier<Service> services) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                // the limits, and what is said of the connection, are those of HTTP/1.1
                .setHttp2ClearTextEnabled(false)
                .setTcpNoDelay(true)
                .setAcceptBacklog(4_096)
                .setIdleTimeout(75)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        SocketAddress address = port == 0
                ? SocketAddress.sharedRandomPort(FREE_PORTS.incrementAndGet(), host)
                : SocketAddress.inetSocketAddress(port, host);
        List<HttpServer> servers = new CopyOnWriteArrayList<>();
        Future<String> deployed = vertx.deployVerticle(
                () -> new AbstractVerticle() {
                    @Override
                    public void start(Promise<Void> started) {
                        DateText date = new DateText(InstantSource.system());
                        Service service = services.get();
                        Handler<HttpServerRequest> handler = service.handler();
                        HttpServer server = vertx.createHttpServer(options)
                                .requestHandler(request -> {
                                    request.response().putHeader(HttpHeaders.DATE, date.now());
                                    handler.handle(request);
                                })
                                .invalidRequestHandler(request -> {
                                    request.response().putHeader(HttpHeaders.DATE, date.now());
                                    refuse(request);
                                })
                                .exceptionHandler(failure -> log.debug("Connection failed", failure));
                        if (service.lane() != null) {
                            FastLane.Loop loop = new FastLane.Loop(service.lane(), date);
                            server.connectionHandler(connection -> loop.open(((HttpServerConnection) connection)
                                    .channelHandlerContext()
                                    .channel()));
                        }
                        servers.add(server);
                        server.listen(address).<Void>mapEmpty().onComplete(started);
                    }
                },
                new DeploymentOptions().setInstances(eventLoops));
        try {
            deployed.toCompletionStage().toCompletableFuture().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new ListenFailure(host, port, Objects.requireNonNullElse(failure.getCause(), failure));
        } catch (TimeoutException failure) {
            throw new ListenFailure(host, port, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ListenFailure(host, port, interrupted);
        }
        return new WebServer(host, servers);
    }

    public String host() {
        return host;
    }

    /** The port that is listened on. */
    public int port() {
        return servers.getFirst().actualPort();
    }

    /**
     * Stops accepting, lets requests under way finish for at most {@code limit}, then closes what is left. Where that takes
     * a second more, because an event loop hangs, this returns, and connections are open until the event loops end.
     */
    public void stop(Duration limit) {
        List<Future<Void>> stopping = servers.stream()
                .map(server -> server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS))
                .toList();
        try {
            Future.join(stopping)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(limit.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            log.warn(
                    "Port {} did not close in order, and is left to the end of its event loops: {}",
                    port(),
                    failure.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = switch (cause) {
            case TooLongHttpLineException _ ->
                Problem.of(ProblemType.TOO_LARGE, "The request line may have 8 KiB.")
                        .withStatus(414);
            case TooLongHttpHeaderException _ ->
                Problem.of(ProblemType.TOO_LARGE, "The headers may have 16 KiB.")
                        .withStatus(431);
            case null, default -> Problem.of(ProblemType.MALFORMED_REQUEST, "This is not valid HTTP.");
        };
        send(request, problem.withHeader("Connection", "close"), RequestIds.of(request))
                .onComplete(_ -> request.connection().close());
    }

    /** Answers a request with a problem; without the body where the method is HEAD. */
    public static Future<Void> send(HttpServerRequest request, Problem problem, String requestId) {
        HttpServerResponse response = request.response();
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.CONTENT_TYPE)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(RequestIds.HEADER, requestId);
        problem.headers().forEach(response::putHeader);
        return response.end(Buffer.buffer(problem.toJson(requestId)));
    }

    /** A port that can't be listened on. */
    public static final class ListenFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenFailure(String host, int port, Throwable cause) {
            super("Port " + port + " on " + host + " can't be listened on: " + reason(cause), cause);
        }

        private static String reason(Throwable cause) {
            String message = String.valueOf(cause.getMessage());
            return message.contains("Address already in use") ? "another process has it" : message;
        }
    }
}
