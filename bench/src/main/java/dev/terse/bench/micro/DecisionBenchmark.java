package dev.terse.bench.micro;

import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import dev.terse.visit.Decision;
import dev.terse.visit.Visit;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The decision of a visit: the plainest one, and one whose query goes along. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
    private final ServedLink plain = link(false);
    private final ServedLink forwarding = link(true);
    private final Visit withQuery = new Visit("", "utm_source=letter&utm_medium=mail", false);
    private final Instant now = Instant.parse("2026-11-22T10:00:00Z");

    private static ServedLink link(boolean forwardQuery) {
        return new ServedLink(
                1,
                new Target("https://example.com/spring?colour=green#top"),
                null,
                Instant.EPOCH,
                Instant.parse("2100-01-01T00:00:00Z"),
                null,
                302,
                forwardQuery,
                false,
                false,
                false,
                false,
                Instant.EPOCH);
    }

    @Benchmark
    public Decision plain() {
        return Decision.of(plain, Visit.PLAIN, now);
    }

    @Benchmark
    public Decision forwardedQuery() {
        return Decision.of(forwarding, withQuery, now);
    }
}
