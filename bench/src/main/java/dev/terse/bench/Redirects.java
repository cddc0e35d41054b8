package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Follows 10,000 links at random, on Terse (one process with everything, SQLite) and on nginx with the same links, in
 * rounds that alternate between the two. What counts is the CPU time of a redirect and the ratio of both: it says the
 * same on a fast machine and on a slow one.
 */
@Command(
        name = "redirects",
        mixinStandardHelpOptions = true,
        description = "CPU time of a redirect, and redirects in a second, beside nginx with the same links.")
final class Redirects implements Callable<Integer> {
    private static final int LINKS = 10_000;
    private static final int CONNECTIONS = 64;

    @Option(names = "--seconds", description = "Length of a measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 15;

    @Option(names = "--warm-up", description = "Seconds before the first measurement (default: ${DEFAULT-VALUE})")
    private int warmUp = 20;

    @Option(names = "--rounds", description = "Of which the median is taken (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Mixin
    private Addresses addresses = new Addresses();

    /** One server's round. */
    private record Measured(Wrk.Round round, Duration cpu) {
        double cpuMicros() {
            return cpu.toNanos() / 1e3 / round.requests();
        }
    }

    @Override
    public Integer call() throws Exception {
        Machine.require("wrk", "nginx");
        List<String> targets =
                addresses.targets().stream().filter(Nginx::takes).limit(LINKS).toList();
        if (targets.size() < LINKS) {
            throw new ScenarioFailure("the file needs " + LINKS + " addresses that links may lead to");
        }
        List<Double> terseMicros = new ArrayList<>();
        List<Double> nginxMicros = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        long errors = 0;
        try (TemporaryFolder folder = TemporaryFolder.make();
                TerseUnderLoad terse = TerseUnderLoad.start(Engine.SQLITE, folder.path())) {
            Map<String, String> links = links(terse, targets);
            Path codes = Files.write(folder.path().resolve("codes"), links.keySet());
            try (Nginx nginx = Nginx.start(folder.path(), links)) {
                requireSameAnswers(terse.address(), links);
                requireSameAnswers(nginx.address(), links);
                Wrk onTerse = Wrk.with("follow.lua", CONNECTIONS, terse.address(), List.of(codes.toString()));
                Wrk onNginx = Wrk.with("follow.lua", CONNECTIONS, nginx.address(), List.of(codes.toString()));
                onTerse.run(warmUp);
                for (int round = 1; round <= rounds; round++) {
                    Measured ofTerse = measure(onTerse, terse::cpu);
                    Measured ofNginx = measure(onNginx, nginx::cpu);
                    print("round " + round + " terse", ofTerse);
                    print("round " + round + " nginx", ofNginx);
                    terseMicros.add(ofTerse.cpuMicros());
                    nginxMicros.add(ofNginx.cpuMicros());
                    ratios.add(ofTerse.cpuMicros() / ofNginx.cpuMicros());
                    errors += ofTerse.round().errors() + ofNginx.round().errors();
                }
            }
        }
        System.out.printf(
                "median: terse %.2f CPU µs a redirect, nginx %.2f, ratio %.2f%n",
                median(terseMicros), median(nginxMicros), median(ratios));
        return errors == 0 ? 0 : 1;
    }

    private static Map<String, String> links(TerseUnderLoad terse, List<String> targets)
            throws IOException, InterruptedException {
        Map<String, String> links = new LinkedHashMap<>();
        for (TerseUnderLoad.Outcome outcome : terse.createAll(targets).outcomes()) {
            if (outcome.status() != 201) {
                throw new ScenarioFailure("a link was not created: status " + outcome.status());
            }
            links.put(outcome.code(), outcome.url());
        }
        return links;
    }

    private static void requireSameAnswers(URI server, Map<String, String> links) throws InterruptedException {
        try (Visitors visitors = new Visitors(server)) {
            List<String> expected =
                    links.values().stream().map(Visitors::redirectTo).toList();
            if (!visitors.followAll(List.copyOf(links.keySet())).equals(expected)) {
                throw new ScenarioFailure(server + " does not redirect as it should");
            }
        }
    }

    private Measured measure(Wrk wrk, Supplier<Duration> cpu) throws IOException, InterruptedException {
        Duration before = cpu.get();
        Wrk.Round round = wrk.run(seconds);
        return new Measured(round, cpu.get().minus(before));
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static void print(String what, Measured measured) {
        Wrk.Round round = measured.round();
        System.out.printf(
                "%-14s %6.2f CPU µs a redirect   %,9.0f redirects/s   p50 %.2f ms   p99 %.2f ms   %d errors%n",
                what,
                measured.cpuMicros(),
                round.perSecond(),
                round.p50().toNanos() / 1e6,
                round.p99().toNanos() / 1e6,
                round.errors());
    }
}
