package dev.terse.redirect;

import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A look into the link cache for one of many links that it holds, at random, with the key made for it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinkCacheBenchmark {
    private static final long DOMAIN = 1;
    private static final long SEED = 20_261_122;

    /** How many links are held. */
    @Param({"10000", "1000000"})
    public int links = 10_000;

    private final Random random = new Random(SEED);
    private final List<String> codes = new ArrayList<>();
    private @Nullable LinkCache cache;

    @Setup
    public void fill() {
        LinkCache filled = new LinkCache(
                (_, code) -> Optional.of(link(code)),
                Long.MAX_VALUE / 2,
                1,
                Runnable::run,
                System::nanoTime,
                random,
                new SimpleMeterRegistry());
        for (int i = 0; i < links; i++) {
            String code = String.format(Locale.ROOT, "L%07d", i);
            codes.add(code);
            filled.find(new LinkKey(DOMAIN, new Code(code)))
                    .toCompletableFuture()
                    .join();
        }
        cache = filled;
    }

    private static ServedLink link(Code code) {
        return new ServedLink(
                1,
                new Target("https://example.com/" + code.value()),
                null,
                null,
                null,
                null,
                302,
                false,
                false,
                false,
                false,
                false,
                Instant.EPOCH);
    }

    @Benchmark
    public @Nullable ServedLink hit() {
        LinkCache filled = cache;
        if (filled == null) {
            throw new IllegalStateException("not filled");
        }
        return filled.hit(new LinkKey(DOMAIN, new Code(codes.get(random.nextInt(codes.size())))));
    }
}
