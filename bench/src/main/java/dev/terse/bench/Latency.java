package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How long a visitor waits at half of the highest rate: the highest rate is measured with wrk, half of it is then given
 * by visitors who come by chance, whether or not others are still waiting.
 */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = "How long visitors wait at half of the highest rate, in an open loop.")
final class Latency implements Callable<Integer> {
    private static final long SEED = 20_261_122;

    @Option(names = "--seconds", description = "Length of a measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--warm-up", description = "Seconds before each measurement (default: ${DEFAULT-VALUE})")
    private int warmUp = 10;

    @Option(names = "--rounds", description = "Of which medians are taken (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--connections", description = "On which visitors come (default: ${DEFAULT-VALUE})")
    private int connections = 64;

    @Option(names = "--share", description = "Of the highest rate (default: ${DEFAULT-VALUE})")
    private double share = 0.5;

    @Option(names = "--nginx", description = "Measure nginx as well, at the same rate")
    private boolean beside;

    @Mixin
    private Cases cases = new Cases();

    private long errors;

    /** What the rounds on one server gave, in milliseconds. */
    private static final class Rounds {
        private final Figures p50 = new Figures();
        private final Figures p99 = new Figures();
        private final Figures p999 = new Figures();
        private final Figures longest = new Figures();

        void add(PlainVisitors.Visits visits) {
            p50.add(millis(visits.quantile(0.5)));
            p99.add(millis(visits.quantile(0.99)));
            p999.add(millis(visits.quantile(0.999)));
            longest.add(millis(visits.quantile(1)));
        }

        private static double millis(Duration time) {
            return time.toNanos() / 1e6;
        }
    }

    @Override
    public Integer call() throws Exception {
        Machine.require("wrk", "nginx");
        for (Case measured : cases.all()) {
            System.out.println(measured + ":");
            try (TemporaryFolder folder = TemporaryFolder.make();
                    CaseUnderLoad running = measured.start(folder.path())) {
                running.visitAll();
                Wrk wrk = running.visitors(running.terse().address());
                wrk.run(warmUp);
                double highest = wrk.run(warmUp).perSecond();
                double rate = share * highest;
                System.out.printf("  highest rate %,.0f/s, measured at %,.0f/s%n", highest, rate);
                running.terse().cpuWhenQuiet();
                measure("terse", running.terse().address(), running, rate);
                if (beside) {
                    try (Nginx nginx = Nginx.start(folder.path(), running.links())) {
                        measure("nginx", nginx.address(), running, rate);
                    }
                }
            }
        }
        return errors == 0 ? 0 : 1;
    }

    private void measure(String name, URI server, CaseUnderLoad running, double rate) throws IOException {
        Rounds all = new Rounds();
        List<String> codes = new ArrayList<>(running.links().keySet());
        for (int round = 1; round <= rounds; round++) {
            try (PlainVisitors visitors = PlainVisitors.to(server, codes, connections, new Random(SEED + round))) {
                PlainVisitors.Visits visits =
                        visitors.visitByChance(rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
                errors += visits.errors();
                Rounds one = new Rounds();
                one.add(visits);
                all.add(visits);
                print(name + " round " + round + " %,.0f/s".formatted(visits.perSecond()), one, visits.errors());
            }
        }
        print(name + " median of " + rounds, all, errors);
    }

    private static void print(String what, Rounds rounds, long errors) {
        System.out.printf(
                "  %-28s p50 %.3f ms   p99 %.3f ms   p99.9 %.3f ms   longest %.1f ms   %d errors%n",
                what, rounds.p50.median(), rounds.p99.median(), rounds.p999.median(), rounds.longest.median(), errors);
    }
}
