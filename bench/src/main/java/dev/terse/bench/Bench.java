package dev.terse.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code bench/run} command. Exit codes: 0 measured, 1 something answered wrongly or the scenario could not run, 2
 * wrong use. Speaks to the loopback address only.
 */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures the built product. What the figures mean is in docs/performance.md.",
        subcommands = {
            Corpus.class,
            Creates.class,
            Redirects.class,
            Latency.class,
            Changes.class,
            Clicks.class,
            StatsOfYear.class,
            Start.class,
            Memory.class,
            Jmh.class,
            Flame.class
        })
public final class Bench implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Bench() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof ScenarioFailure)) {
                throw failure;
            }
            command.getErr().println("bench: " + failure.getMessage());
            command.getErr().flush();
            return 1;
        });
        System.exit(line.execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a scenario.");
    }
}
