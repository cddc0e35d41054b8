package dev.terse.bench;

import dev.terse.code.CodeFactory;
import dev.terse.link.Link;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import dev.terse.worker.WorkerService;
import dev.terse.worker.WorkerSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Counts clicks that wait in the inbox, by a worker with all its tasks, in this process and on all cores. Every round has
 * a fresh store and a fresh worker, which counts those of some days before first, to get warm. Fails where a link's total is not what was made.
 */
@Command(
        name = "clicks",
        mixinStandardHelpOptions = true,
        description = "Clicks that one worker counts in a second, and what each costs.")
final class Clicks implements Callable<Integer> {
    private static final Duration SPAN = Duration.ofDays(30);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final int USER_AGENTS = 500;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int LOOKED_AT = 1_000;

    /** As preset, but for codes, which are not what is measured. */
    private static final WorkerSettings SETTINGS = new WorkerSettings(
            0,
            WorkerSettings.DEFAULT.keepDeleted(),
            WorkerSettings.DEFAULT.keepExpired(),
            WorkerSettings.DEFAULT.keepIdempotency(),
            WorkerSettings.DEFAULT.keepChanges(),
            WorkerSettings.DEFAULT.keepClicks(),
            WorkerSettings.DEFAULT.geoFile(),
            WorkerSettings.DEFAULT.pace());

    @Option(names = "--engine", description = "sqlite or postgresql (default: ${DEFAULT-VALUE})")
    private Engine engine = Engine.SQLITE;

    @Option(names = "--clicks", description = "In each round (default: ${DEFAULT-VALUE})")
    private int clicks = 1_000_000;

    @Option(names = "--warm-up", description = "Clicks of the days before, counted first (default: ${DEFAULT-VALUE})")
    private int warmUp = 2_000_000;

    @Option(names = "--links", description = "That are visited (default: ${DEFAULT-VALUE})")
    private int links = 10_000;

    @Option(names = "--rounds", description = "Of which the median is taken (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--user-agents",
            description =
                    "Folder of browsers.yml and crawlers.yml (default: ../shared/corpora/bots beside the checkout)")
    private Path userAgents = Machine.home().resolve("../shared/corpora/bots");

    /**
     * What counting some clicks took.
     *
     * @param workerNanos CPU time of this process, the embedded store in it
     * @param storeNanos CPU time of the store's own processes
     */
    private record Cost(long clicks, long nanos, long workerNanos, long storeNanos) {
        Cost since(Cost before) {
            return new Cost(
                    clicks - before.clicks,
                    nanos - before.nanos,
                    workerNanos - before.workerNanos,
                    storeNanos - before.storeNanos);
        }

        double perSecond() {
            return clicks * 1e9 / nanos;
        }

        double workerMicros() {
            return workerNanos / 1e3 / clicks;
        }

        double storeMicros() {
            return storeNanos / 1e3 / clicks;
        }
    }

    @Override
    public Integer call() throws Exception {
        List<byte[]> agents = UserAgents.in(userAgents).some(USER_AGENTS);
        Figures rates = new Figures();
        Figures workers = new Figures();
        Figures stores = new Figures();
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            Machine.useAllCores();
            for (int round = 1; round <= rounds; round++) {
                Path place = Files.createDirectory(folder.path().resolve("round-" + round));
                Cost cost = measure(place, agents);
                print("round " + round, cost.perSecond(), cost.workerMicros(), cost.storeMicros());
                rates.add(cost.perSecond());
                workers.add(cost.workerMicros());
                stores.add(cost.storeMicros());
            }
        }
        print("median", rates.median(), workers.median(), stores.median());
        return 0;
    }

    private void print(String what, double perSecond, double workerMicros, double storeMicros) {
        System.out.printf(
                "%-8s %-10s %,9.0f clicks/s   %.2f µs of CPU time a click in the worker%s%n",
                what,
                engine,
                perSecond,
                workerMicros,
                engine == Engine.SQLITE ? ", its store included" : String.format(", %.2f in the store", storeMicros));
    }

    private Cost measure(Path folder, List<byte[]> agents) throws IOException, InterruptedException {
        return switch (engine) {
            case SQLITE ->
                measure(new StoreUrl.Sqlite(folder.resolve("terse.db")), dev.terse.worker.Engine.SQLITE, agents, null);
            case POSTGRESQL -> {
                try (PostgresUnderLoad store = PostgresUnderLoad.start(folder)) {
                    Machine.useAllCores(store.postmaster());
                    yield measure(
                            StoreUrl.parse(store.storeUrl()),
                            dev.terse.worker.Engine.POSTGRESQL,
                            agents,
                            store.postmaster());
                }
            }
        };
    }

    private Cost measure(
            StoreUrl url, dev.terse.worker.Engine schedule, List<byte[]> agents, @Nullable ProcessHandle store)
            throws InterruptedException {
        try (SqlStorage storage = SqlStorage.open(url, StorageOptions.DEFAULT)) {
            storage.migrate();
            long[] numbers = StoredLinks.make(storage, links).stream()
                    .mapToLong(Link::number)
                    .toArray();
            Instant from = Instant.now().minus(SPAN);
            Duration before = SPAN.multipliedBy(warmUp).dividedBy(clicks);
            MadeClicks warming = new MadeClicks(
                    UUID.randomUUID(), numbers, agents, from.minus(before), before, warmUp, new Random(1));
            MadeClicks measured = new MadeClicks(UUID.randomUUID(), numbers, agents, from, SPAN, clicks, new Random(2));
            GatedInbox inbox = new GatedInbox(storage.clickInbox());
            MeterRegistry meters = new SimpleMeterRegistry();
            Cost cost;
            try (WorkerService worker = new WorkerService(
                    storage.schedulerDataSource(),
                    schedule,
                    inbox.in(storage),
                    new CodeFactory(storage.installation().secret(), storage.codeBlocks()),
                    SETTINGS,
                    InstantSource.system(),
                    meters)) {
                worker.start();
                Counter counter = meters.get("terse.clicks.counted").counter();
                fill(inbox, warming);
                await(counter, warmUp);
                fill(inbox, measured);
                Cost started = soFar(counter, store);
                await(counter, warmUp + clicks);
                cost = soFar(counter, store).since(started);
            }
            requireTotals(storage, numbers, warming, measured);
            return cost;
        }
    }

    /** Has all clicks wait before the first one is counted. */
    private static void fill(GatedInbox inbox, MadeClicks made) {
        inbox.close();
        while (made.hasNext()) {
            inbox.append(made.next(BATCH_BYTES), Instant.now());
        }
        inbox.open();
    }

    private static void await(Counter counter, int clicks) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (counter.count() < clicks) {
            if (System.nanoTime() - end > 0) {
                throw new ScenarioFailure(
                        "not more than " + (long) counter.count() + " clicks were counted in " + LIMIT);
            }
            Thread.sleep(POLL);
        }
    }

    private static Cost soFar(Counter counter, @Nullable ProcessHandle store) {
        return new Cost((long) counter.count(), System.nanoTime(), processNanos(), storeNanos(store));
    }

    private static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static long storeNanos(@Nullable ProcessHandle store) {
        return store == null ? 0 : Machine.cpu(store).toNanos();
    }

    private static void requireTotals(SqlStorage storage, long[] numbers, MadeClicks... made) {
        for (int from = 0; from < numbers.length; from += LOOKED_AT) {
            int first = from;
            int last = Math.min(numbers.length, from + LOOKED_AT);
            List<Long> some = Stream.iterate(first, i -> i < last, i -> i + 1)
                    .map(i -> numbers[i])
                    .toList();
            for (Link link :
                    storage.links().findByNumbers(storage.installation().workspace(), some)) {
                int rank = first + some.indexOf(link.number());
                long expected =
                        Stream.of(made).mapToLong(clicks -> clicks.total(rank)).sum();
                if (link.clicks().total() != expected) {
                    throw new ScenarioFailure("link " + link.number() + " has "
                            + link.clicks().total() + " clicks, and " + expected + " were made");
                }
            }
        }
    }
}
