package dev.terse.bench.micro;

import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The record of a click, of a bare client and of a browser with what it sends along. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClickEncoderBenchmark {
    private static final byte[] USER_AGENT =
            ascii("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
                    + " Safari/537.36");
    private static final byte[] REFERRER = ascii("https://news.example/2026/11/22/a-story-about-links");
    private static final byte[] LANGUAGES = ascii("de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7");
    private static final byte[] NETWORK = {(byte) 203, 0, 113};

    private final ClickEncoder encoder = new ClickEncoder();
    private long at = 1_795_000_000_000L;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public int bare() {
        return encoder.begin(at++, 4_711, Purpose.VISIT)
                .network(NETWORK, NETWORK.length)
                .visitor(at)
                .end();
    }

    @Benchmark
    public int browser() {
        return encoder.begin(at++, 4_711, Purpose.VISIT)
                .network(NETWORK, NETWORK.length)
                .visitor(at)
                .text(ClickText.USER_AGENT, USER_AGENT, 0, USER_AGENT.length)
                .text(ClickText.REFERRER, REFERRER, 0, REFERRER.length)
                .text(ClickText.LANGUAGES, LANGUAGES, 0, LANGUAGES.length)
                .end();
    }
}
