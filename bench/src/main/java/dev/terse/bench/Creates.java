package dev.terse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Creates links as fast as one process makes them, one a request and 1,000 a request, in rounds that alternate between
 * the engines. Each round has a fresh process and a fresh store.
 */
@Command(
        name = "creates",
        mixinStandardHelpOptions = true,
        description = "Links created in a second, one a request and 1,000 a request, on each engine.")
final class Creates implements Callable<Integer> {
    private static final int CONNECTIONS = 64;
    private static final int BULK_CONNECTIONS = 4;
    private static final int BULK_LINKS = 1_000;

    @Option(names = "--seconds", description = "Length of a measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 15;

    @Option(names = "--warm-up", description = "Seconds before each measurement (default: ${DEFAULT-VALUE})")
    private int warmUp = 10;

    @Option(names = "--rounds", description = "Of which the median is taken (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(
            names = "--engine",
            split = ",",
            description = "sqlite, postgresql or both with a comma between them (default: both)")
    private List<Engine> engines = List.of(Engine.SQLITE, Engine.POSTGRESQL);

    @Mixin
    private Addresses addresses = new Addresses();

    /** How links were sent. */
    private enum Form {
        SINGLE(1),
        BULK(BULK_LINKS);

        private final int links;

        Form(int links) {
            this.links = links;
        }

        double rate(Wrk.Round round) {
            return round.perSecond() * links;
        }
    }

    @Override
    public Integer call() throws Exception {
        Machine.require("wrk");
        List<String> targets = addresses.targets();
        if (targets.size() < BULK_LINKS) {
            throw new ScenarioFailure("the file needs " + BULK_LINKS + " addresses that links may lead to");
        }
        Map<Engine, Map<Form, List<Wrk.Round>>> measured = new EnumMap<>(Engine.class);
        long errors = 0;
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            Path bodies = lines(
                    folder, "bodies", targets.stream().map(Addresses::body).toList());
            List<String> whole = targets.subList(0, targets.size() - targets.size() % BULK_LINKS);
            Path bulkBodies = lines(folder, "bulk-bodies", Addresses.bulkBodies(whole));
            for (int round = 1; round <= rounds; round++) {
                for (Engine engine : engines) {
                    Path place = Files.createDirectory(folder.path().resolve(engine + "-" + round));
                    try (TerseUnderLoad terse = TerseUnderLoad.start(engine, place)) {
                        requireAllCreated(terse, targets.subList(0, BULK_LINKS));
                        Wrk single = wrk(terse, CONNECTIONS, TerseUnderLoad.LINKS, bodies);
                        Wrk bulk = wrk(terse, BULK_CONNECTIONS, TerseUnderLoad.BULK, bulkBodies);
                        for (Form form : Form.values()) {
                            Wrk wrk = form == Form.SINGLE ? single : bulk;
                            wrk.run(warmUp);
                            Wrk.Round result = wrk.run(seconds);
                            errors += result.errors();
                            print("round " + round, engine, form, result);
                            measured.computeIfAbsent(engine, _ -> new EnumMap<>(Form.class))
                                    .computeIfAbsent(form, _ -> new ArrayList<>())
                                    .add(result);
                        }
                    }
                }
            }
        }
        measured.forEach(
                (engine, forms) -> forms.forEach((form, results) -> print("median", engine, form, median(results))));
        return errors == 0 ? 0 : 1;
    }

    private static Wrk wrk(TerseUnderLoad terse, int connections, String path, Path bodies) {
        return Wrk.with("post.lua", connections, terse.address(), List.of(path, TerseUnderLoad.KEY, bodies.toString()));
    }

    private static Path lines(TemporaryFolder folder, String name, List<String> lines) throws IOException {
        return Files.write(folder.path().resolve(name), lines);
    }

    private static void requireAllCreated(TerseUnderLoad terse, List<String> targets)
            throws IOException, InterruptedException {
        // The load generator sees the status of a bulk request, not those of its links.
        if (terse.createAll(targets).outcomes().stream().anyMatch(outcome -> outcome.status() != 201)) {
            throw new ScenarioFailure("not every link of a bulk request was created");
        }
    }

    private static Wrk.Round median(List<Wrk.Round> results) {
        return results.stream()
                .sorted(Comparator.comparingDouble(Wrk.Round::perSecond))
                .toList()
                .get(results.size() / 2);
    }

    private static void print(String what, Engine engine, Form form, Wrk.Round round) {
        System.out.printf(
                "%-8s %-10s %-6s %,9.0f links/s   p50 %8.2f ms   p99 %8.2f ms   %d errors%n",
                what, engine, form, form.rate(round), millis(round.p50()), millis(round.p99()), round.errors());
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
