package dev.terse.bench;

import dev.terse.link.Link;
import dev.terse.stats.Stats;
import dev.terse.storage.SqlStorage;
import dev.terse.storage.StorageOptions;
import dev.terse.storage.StoreUrl;
import dev.terse.worker.WorkerService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long the stats of a link with millions of clicks take, asked for by one client that waits for each answer. The store
 * is filled with rollups as the worker makes and folds them; fails where an answer has not all clicks.
 */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Time that the stats of a link with many clicks in a year take.")
final class StatsOfYear implements Callable<Integer> {
    private static final String ALL = "referrer,browser,system,device,country,region,city,language,utmSource,utmMedium,"
            + "utmCampaign,utmTerm,utmContent,automation,source";

    @Option(
            names = "--engine",
            split = ",",
            description = "sqlite, postgresql or both with a comma between them (default: both)")
    private List<Engine> engines = List.of(Engine.SQLITE, Engine.POSTGRESQL);

    @Option(names = "--clicks", description = "Of the link in the year (default: ${DEFAULT-VALUE})")
    private long clicks = 10_000_000;

    @Option(names = "--links", description = "Others that have clicks (default: ${DEFAULT-VALUE})")
    private int others = 5_000;

    @Option(names = "--calls", description = "Of each question (default: ${DEFAULT-VALUE})")
    private int calls = 200;

    @Option(names = "--warm-up", description = "Calls of each question before (default: ${DEFAULT-VALUE})")
    private int warmUp = 200;

    @Override
    public Integer call() throws Exception {
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            for (Engine engine : engines) {
                measure(engine, Files.createDirectory(folder.path().resolve(engine.name())));
            }
        }
        return 0;
    }

    private void measure(Engine engine, Path folder) throws IOException, InterruptedException {
        switch (engine) {
            case SQLITE -> measure(engine, folder, "sqlite:" + folder.resolve("terse.db"), null);
            case POSTGRESQL -> {
                try (PostgresUnderLoad store = PostgresUnderLoad.start(folder)) {
                    measure(engine, folder, store.storeUrl(), store.postmaster());
                }
            }
        }
    }

    /** @param postgres the first process of the store, where it has its own */
    private void measure(Engine engine, Path folder, String store, @Nullable ProcessHandle postgres)
            throws IOException, InterruptedException {
        Instant midnight = Instant.now().truncatedTo(ChronoUnit.DAYS);
        String id = fill(StoreUrl.parse(store), midnight);
        try (TerseUnderLoad terse = TerseUnderLoad.start("terse", folder, Map.of("TERSE_STORE", store))) {
            Duration _ = terse.cpuWhenQuiet();
            for (Map.Entry<String, String> question :
                    questions(midnight, "/api/v1/links/" + id + "/stats").entrySet()) {
                ask(terse, question.getValue(), warmUp);
                Duration before = cpu(terse, postgres);
                double[] millis = ask(terse, question.getValue(), calls);
                double used = cpu(terse, postgres).minus(before).toNanos() / 1e6 / calls;
                System.out.printf(
                        "%-10s %-22s p50 %6.1f ms   p99 %6.1f ms   fastest %6.1f ms   %6.1f ms of CPU time a call%n",
                        engine, question.getKey(), quantile(millis, 0.5), quantile(millis, 0.99), millis[0], used);
            }
        }
    }

    /** That of Terse and its store, which tells more than a time where others use the machine. */
    private static Duration cpu(TerseUnderLoad terse, @Nullable ProcessHandle store) {
        return store == null ? terse.cpu() : terse.cpu().plus(Machine.cpu(store));
    }

    private static Map<String, String> questions(Instant midnight, String path) {
        String year = path + "?from="
                + midnight.minus(Duration.ofDays(YearOfClicks.DAYS))
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate() + "&to="
                + midnight.atOffset(ZoneOffset.UTC).toLocalDate() + "&interval=day";
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put("no groups", year);
        questions.put("by referrer", year + "&groupBy=referrer");
        questions.put("by all dimensions", year + "&groupBy=" + ALL);
        questions.put("all, in Kathmandu", year + "&timezone=Asia/Kathmandu&groupBy=" + ALL);
        return questions;
    }

    /** The milliseconds of each call. */
    private double[] ask(TerseUnderLoad terse, String path, int count) throws IOException, InterruptedException {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = terse.call("GET", path, "");
            millis[i] = (System.nanoTime() - begun) / 1e6;
            requireRight(answer);
        }
        Arrays.sort(millis);
        return millis;
    }

    private void requireRight(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new ScenarioFailure("a question got " + answer.statusCode() + ": " + answer.body());
        }
        JsonNode stats = JsonMapper.shared().readTree(answer.body());
        long total = stats.path("totals").path("total").asLong(0);
        if (stats.path("timezone").asString("").equals("UTC") && total != clicks) {
            throw new ScenarioFailure("an answer has " + total + " clicks, and " + clicks + " were made");
        }
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
    }

    /** Puts links and clicks in, and returns the id of the link that has most of them. */
    private String fill(StoreUrl url, Instant midnight) {
        long begun = System.nanoTime();
        try (SqlStorage storage = SqlStorage.open(url, StorageOptions.DEFAULT)) {
            storage.migrate();
            List<Link> links = StoredLinks.make(storage, 1 + others);
            Link first = links.getFirst();
            long[] rest = links.stream().skip(1).mapToLong(Link::number).toArray();
            new YearOfClicks(new Random(1))
                    .count(
                            storage.stats(),
                            midnight,
                            clicks,
                            first.number(),
                            storage.installation().domain(),
                            rest);
            long counted = System.nanoTime();
            int folded = 0;
            Stats stats = storage.stats();
            for (int some = 1; some > 0; folded += some) {
                some = stats.foldHoursBefore(midnight.minus(WorkerService.FOLD_AFTER));
            }
            System.out.printf(
                    "%,d clicks of a year put into the store in %.0f s, %,d hours folded in %.0f s%n",
                    clicks, (counted - begun) / 1e9, folded, (System.nanoTime() - counted) / 1e9);
            return first.id();
        }
    }
}
