package dev.terse.app;

import dev.terse.change.ChangeFeed;
import dev.terse.change.ChangeListener;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodeSource;
import dev.terse.create.CreateService;
import dev.terse.create.KeyRing;
import dev.terse.create.ShortUrls;
import dev.terse.judge.GeoFileUnusable;
import dev.terse.redirect.RedirectService;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import dev.terse.store.Installation;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.OwnHost;
import dev.terse.target.TargetPolicy;
import dev.terse.web.EventLoops;
import dev.terse.web.Health;
import dev.terse.web.Operations;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import dev.terse.web.RequestIds;
import dev.terse.web.WebServer;
import dev.terse.worker.Engine;
import dev.terse.worker.WorkerService;
import dev.terse.worker.WorkerSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of Terse: the services of its role, put together. {@link #start} reads from top to bottom as the order in
 * which things start; they stop in the opposite one, each within a limit of its own.
 */
final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private static final Duration FEED_INTERVAL = Duration.ofMillis(250);
    private static final Duration WAIT_FOR_STORE = Duration.ofSeconds(1);
    private static final Duration OPS_STOP_LIMIT = Duration.ofSeconds(1);

    private final Config config;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StopOrder stopOrder = new StopOrder();
    private final CountDownLatch stopping = new CountDownLatch(1);

    private volatile @Nullable String waitingFor = "the start";
    private boolean migrated;
    private volatile @Nullable Health health;
    private @Nullable WebServer ops;
    private @Nullable WebServer web;
    private @Nullable String firstKey;

    Server(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Starts everything, and returns when requests are served. Waits for a database that can't be reached, or that has no
     * tables yet where this role does not make them.
     *
     * @throws StartFailure where it can't start; what had been started is stopped again
     */
    void start() {
        try {
            startInOrder();
        } catch (Error failure) {
            close();
            throw failure;
        } catch (RuntimeException failure) {
            close();
            throw switch (failure) {
                case StartFailure known -> known;
                case WebServer.ListenFailure port ->
                    new StartFailure(
                            message(port) + "; " + Setting.PORT.key() + " and " + Setting.OPS_PORT.key()
                                    + " choose other ports",
                            port);
                case GeoFileUnusable places -> new StartFailure(Setting.GEOIP.key() + ": " + message(places), places);
                default -> failure;
            };
        }
    }

    private void startInOrder() {
        log.info("Configuration: {}", config.effective());
        if (config.role().redirects()) {
            DataFolder folder = DataFolder.lock(config.dataDir());
            stopOrder.add("data folder", folder::close);
        }
        Vertx vertx = startVertx("event loops", 1);
        SqlStorage storage = SqlStorage.open(config.store(), storageOptions());
        stopOrder.add("store", storage::close);
        startOperations(vertx, storage);

        awaitSchema(storage);
        migrated = true;
        Installation installation = await("the store", storage::installation);
        CodeFactory factory = new CodeFactory(installation.secret(), storage.codeBlocks());
        KeyRing keys = config.role().creates() ? new KeyRing(storage.apiKeys(), clock) : null;
        RedirectRole redirects = config.role().redirects() ? redirects(storage, installation) : null;
        ChangeFeed feed = startFeed(storage, keys, redirects);
        if (config.role().works()) {
            startWorker(storage, factory);
        }
        CreateService create = keys == null ? null : createService(storage, factory, keys, feed);
        if (create != null || redirects != null) {
            // Loops of their own: they end before the journals that they write to are closed.
            listen(startVertx("event loops of the public port", config.eventLoops()), create, redirects);
        }
        if (create != null) {
            stopOrder.add("live streams", create::close);
        }
        if (config.role().creates()) {
            // Last of all: a key that was made by a start that then failed would never be shown to anybody.
            FirstKey key = new FirstKey(config, storage, random, clock);
            firstKey = await("the store", key::ensure).orElse(null);
        }
        waitingFor = null;
        log.info("Ready as {}", config.role().text());
    }

    /** Event loops, which all have ended when their turn to stop is over, unless one hangs for longer than the limit. */
    private Vertx startVertx(String name, int threads) {
        Vertx vertx = startEventLoops(threads);
        stopOrder.add(
                name,
                () -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
        return vertx;
    }

    private Vertx startEventLoops(int threads) {
        try {
            return EventLoops.start(config.transport(), threads);
        } catch (EventLoops.Unavailable unavailable) {
            throw new StartFailure(
                    message(unavailable) + "; " + Setting.TRANSPORT.key() + "=auto takes what there is", unavailable);
        }
    }

    private StorageOptions storageOptions() {
        return config.secret() == null ? StorageOptions.DEFAULT : StorageOptions.DEFAULT.withSecret(config.secret());
    }

    private ExecutorService startExecutor(String name) {
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("terse-" + name + "-", 0).factory());
        stopOrder.add(name, () -> {
            executor.shutdown();
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        });
        return executor;
    }

    private void startOperations(Vertx vertx, SqlStorage storage) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        JvmGcMetrics collector = new JvmGcMetrics();
        collector.bindTo(meters);
        stopOrder.add("meters", () -> {
            collector.close();
            meters.close();
        });
        Map<String, Supplier<Optional<String>>> conditions = new LinkedHashMap<>();
        conditions.put("start", () -> Optional.ofNullable(waitingFor).map(what -> "waiting for " + what));
        if (config.role() != Role.REDIRECT) {
            conditions.put("store", () -> answers(storage));
        }
        Health health = new Health(conditions);
        Operations operations = new Operations(
                health,
                meters,
                Map.of(
                        "name", "terse",
                        "version", Version.current(),
                        "role", config.role().text(),
                        "java", Runtime.version().toString()));
        WebServer server = WebServer.start(vertx, config.opsHost(), config.opsPort(), 1, operations);
        ops = server;
        stopOrder.add("operations port", () -> server.stop(OPS_STOP_LIMIT));
        stopOrder.add("health", health::close);
        this.health = health;
    }

    private static Optional<String> answers(SqlStorage storage) {
        try {
            storage.status();
            return Optional.empty();
        } catch (StorageUnavailable down) {
            return Optional.of("the store can't answer");
        }
    }

    private void awaitSchema(SqlStorage storage) {
        if (config.role().creates()) {
            await("the store", () -> {
                storage.migrate();
                return true;
            });
        } else {
            while (!await("the store", storage::isMigrated)) {
                pause("the tables, which a create process makes");
            }
        }
    }

    /** Asks until the store answers. An embedded store that never did is a failure of the start. */
    private <T> T await(String what, Supplier<T> question) {
        while (true) {
            try {
                return question.get();
            } catch (StorageUnavailable down) {
                if (config.store() instanceof StoreUrl.Sqlite && !migrated) {
                    throw new StartFailure("the store " + config.store() + " can't be used: " + message(down), down);
                }
                if (pause(what + " at " + config.store() + ", which can't be reached")) {
                    log.warn("It said: {}", message(innermost(down)));
                }
            }
        }
    }

    /** Waits before the next try; true where this is the first one for {@code what}, which is then logged. */
    private boolean pause(String what) {
        boolean first = !what.equals(waitingFor);
        if (first) {
            waitingFor = what;
            log.warn("Waiting for {}", what);
        }
        try {
            if (stopping.await(WAIT_FOR_STORE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StartFailure("stopped while waiting for " + what);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("stopped while waiting for " + what, interrupted);
        }
        return first;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private RedirectRole redirects(SqlStorage storage, Installation installation) {
        return new RedirectRole(
                config, storage, installation.domain(), startExecutor("loads"), stopOrder, random, clock, meters);
    }

    private ChangeFeed startFeed(SqlStorage storage, @Nullable KeyRing keys, @Nullable RedirectRole redirects) {
        List<ChangeListener> listeners = new ArrayList<>();
        if (keys != null) {
            listeners.add(keys);
        }
        if (redirects != null) {
            listeners.add(redirects.listener());
        }
        ChangeFeed feed = new ChangeFeed(storage.changes(), FEED_INTERVAL, System::nanoTime, listeners);
        if (!listeners.isEmpty()) {
            feed.start();
            stopOrder.add("change feed", feed::close);
            Gauge.builder("terse.feed.age", feed, running -> running.age().toMillis() / 1000.0)
                    .description("Time since the change feed was last read")
                    .baseUnit("seconds")
                    .register(meters);
        }
        return feed;
    }

    private void startWorker(SqlStorage storage, CodeFactory factory) {
        WorkerSettings preset = WorkerSettings.DEFAULT;
        WorkerService worker = new WorkerService(
                storage.schedulerDataSource(),
                config.store() instanceof StoreUrl.Sqlite ? Engine.SQLITE : Engine.POSTGRESQL,
                storage,
                factory,
                new WorkerSettings(
                        config.codeBlocks(),
                        config.retentionDeleted(),
                        config.retentionExpired(),
                        preset.keepIdempotency(),
                        preset.keepChanges(),
                        config.retentionClicks(),
                        config.geoFile(),
                        preset.pace()),
                clock,
                meters);
        worker.start();
        stopOrder.add("worker", worker::close);
    }

    private CreateService createService(SqlStorage storage, CodeFactory factory, KeyRing keys, ChangeFeed feed) {
        ExecutorService requests = startExecutor("requests");
        CodeSource codes = new CodeSource(storage.codeBlocks(), factory, startExecutor("codes"));
        stopOrder.add("codes in hand", codes::close);
        Set<OwnHost> own = OwnHost.parse(config.baseUrl().getRawAuthority())
                .map(Set::of)
                .orElseThrow(() -> new StartFailure(Setting.BASE_URL.key() + " has no host that can be served"));
        return new CreateService(
                storage,
                keys,
                codes,
                new TargetPolicy(config.allowPrivateTargets(), () -> own),
                new ShortUrls(config.baseUrl()),
                feed::tell,
                clock,
                random,
                requests,
                meters,
                Version.current());
    }

    private void listen(Vertx vertx, @Nullable CreateService create, @Nullable RedirectRole redirects) {
        WebServer server = WebServer.start(
                vertx,
                config.publicHost(),
                config.publicPort(),
                config.eventLoops(),
                () -> onLoop(create, redirects == null ? null : redirects.onLoop()));
        web = server;
        stopOrder.add("public port", () -> server.stop(config.stopLimit()));
    }

    private static WebServer.Service onLoop(@Nullable CreateService create, @Nullable RedirectService redirect) {
        Handler<HttpServerRequest> handler = request -> {
            boolean forApi = CreateService.owns(Objects.requireNonNullElse(request.path(), ""));
            Handler<HttpServerRequest> service = forApi ? create : redirect;
            if (service != null) {
                service.handle(request);
            } else {
                Problem elsewhere = Problem.of(ProblemType.NOT_FOUND, "Another service answers this address.");
                WebServer.send(request, elsewhere, RequestIds.of(request));
            }
        };
        return new WebServer.Service(handler, redirect == null ? null : redirect.lane());
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** The public port, 0 for a worker, which has none. */
    int publicPort() {
        return web == null ? 0 : web.port();
    }

    int opsPort() {
        return ops == null ? 0 : ops.port();
    }

    /** The admin key that this start made, which nobody will be told again. */
    Optional<String> firstKey() {
        return Optional.ofNullable(firstKey);
    }

    /** Stops everything in order; a second call does nothing. */
    @Override
    public void close() {
        stopping.countDown();
        Health watched = health;
        if (watched != null) {
            watched.stopping();
        }
        stopOrder.stop();
    }
}
