package dev.terse.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The small measurements of {@code dev.terse.bench.micro} and others, each in a JVM of its own with Terse's flags. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Time and allocation of single parts: decision, link cache, record of a click, codes.")
final class Jmh implements Callable<Integer> {
    @Option(names = "--iterations", description = "Of a second each, in each JVM (default: ${DEFAULT-VALUE})")
    private int iterations = 5;

    @Option(names = "--forks", description = "JVMs for each measurement (default: ${DEFAULT-VALUE})")
    private int forks = 2;

    @Parameters(arity = "0..1", paramLabel = "PATTERN", description = "Those whose name has it (default: all)")
    private String pattern = ".*";

    @Override
    public Integer call() throws Exception {
        TimeValue second = TimeValue.seconds(1);
        Options options = new OptionsBuilder()
                .include(pattern)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(second)
                .measurementIterations(iterations)
                .measurementTime(second)
                .jvmArgsAppend(System.getProperty("terse.jvm.flags", "").split(" +", -1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        return new Runner(options).run().isEmpty() ? 1 : 0;
    }
}
