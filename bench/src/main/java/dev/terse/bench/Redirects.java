package dev.terse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Follows links at random, on Terse and on nginx with a map of the same links, in rounds that alternate between the two.
 * What counts is the ratio of the CPU times that a redirect takes of each: it says the same on a fast machine and on a
 * slow one. What Terse does after a round because of it, such as counting its clicks, belongs to the round.
 */
@Command(
        name = "redirects",
        mixinStandardHelpOptions = true,
        description = "CPU time of a redirect, and redirects in a second, beside nginx with the same links.")
final class Redirects implements Callable<Integer> {
    @Option(names = "--seconds", description = "Length of a measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 5;

    @Option(names = "--warm-up", description = "Seconds before the first measurement (default: ${DEFAULT-VALUE})")
    private int warmUp = 20;

    @Option(names = "--pairs", description = "Rounds on both, one after the other (default: ${DEFAULT-VALUE})")
    private int pairs = 15;

    @Mixin
    private Cases cases = new Cases();

    private long errors;

    /** One server's round. */
    private record Measured(Wrk.Round round, Duration cpu) {
        double cpuMicros() {
            return cpu.toNanos() / 1e3 / round.requests();
        }
    }

    /** The CPU time that a server has used so far. */
    private interface Clock {
        Duration cpu() throws InterruptedException;
    }

    /** The rounds of one server. */
    private static final class Rounds {
        private final Figures cpuMicros = new Figures();
        private final Figures perSecond = new Figures();
        private final Figures p50 = new Figures();
        private final Figures p99 = new Figures();

        void add(Measured measured) {
            cpuMicros.add(measured.cpuMicros());
            perSecond.add(measured.round().perSecond());
            p50.add(measured.round().p50().toNanos() / 1e6);
            p99.add(measured.round().p99().toNanos() / 1e6);
        }

        String medians() {
            return "%6.2f CPU µs a redirect   %,9.0f redirects/s   p50 %.2f ms   p99 %.2f ms"
                    .formatted(cpuMicros.median(), perSecond.median(), p50.median(), p99.median());
        }
    }

    @Override
    public Integer call() throws Exception {
        Machine.require("wrk", "nginx");
        Rounds first = null;
        for (Case measured : cases.all()) {
            System.out.println(measured + ":");
            Rounds rounds;
            try (TemporaryFolder folder = TemporaryFolder.make();
                    CaseUnderLoad running = measured.start(folder.path());
                    Nginx nginx =
                            Nginx.start(Files.createDirectory(folder.path().resolve("nginx")), running.links())) {
                rounds = measure(running, nginx);
            }
            if (first == null) {
                first = rounds;
            } else {
                System.out.printf(
                        "  beside the first case: %.2f times the CPU time%n",
                        rounds.cpuMicros.median() / first.cpuMicros.median());
            }
        }
        return errors == 0 ? 0 : 1;
    }

    private Rounds measure(CaseUnderLoad running, Nginx nginx) throws IOException, InterruptedException {
        running.visitAll();
        running.requireSameAnswers(nginx.address());
        Wrk onTerse = running.visitors(running.terse().address());
        Wrk onNginx = running.visitors(nginx.address());
        onTerse.run(warmUp);
        onNginx.run(Math.max(1, warmUp / 4));
        Rounds ofTerse = new Rounds();
        Rounds ofNginx = new Rounds();
        Figures ratios = new Figures();
        for (int pair = 1; pair <= pairs; pair++) {
            Measured terse;
            Measured other;
            // Each is the first of every second pair, so that what comes before a round weighs on both alike.
            if (pair % 2 == 1) {
                terse = measure(onTerse, running.terse()::cpuWhenQuiet);
                other = measure(onNginx, nginx::cpu);
            } else {
                other = measure(onNginx, nginx::cpu);
                terse = measure(onTerse, running.terse()::cpuWhenQuiet);
            }
            ofTerse.add(terse);
            ofNginx.add(other);
            double ratio = terse.cpuMicros() / other.cpuMicros();
            ratios.add(ratio);
            System.out.printf(
                    "  pair %2d   terse %6.2f µs %,8.0f/s   nginx %6.2f µs %,8.0f/s   ratio %.3f%n",
                    pair,
                    terse.cpuMicros(),
                    terse.round().perSecond(),
                    other.cpuMicros(),
                    other.round().perSecond(),
                    ratio);
        }
        System.out.println("  terse " + ofTerse.medians());
        System.out.println("  nginx " + ofNginx.medians());
        Figures.Interval interval = ratios.interval();
        System.out.printf(
                "  ratio %.3f, median of %d pairs; 95 %% interval of the median %.3f to %.3f%n",
                ratios.median(), pairs, interval.low(), interval.high());
        return ofTerse;
    }

    private Measured measure(Wrk wrk, Clock clock) throws IOException, InterruptedException {
        Duration before = clock.cpu();
        Wrk.Round round = wrk.run(seconds);
        errors += round.errors();
        return new Measured(round, clock.cpu().minus(before));
    }
}
