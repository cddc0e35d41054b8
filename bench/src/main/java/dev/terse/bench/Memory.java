package dev.terse.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What memory a Terse takes: after its start, with all links in memory, and after it was visited for a while. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Anonymous memory of a process: idle, with its links in memory, and under load.")
final class Memory implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;

    @Option(names = "--seconds", description = "Length of the load (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Mixin
    private Cases cases = new Cases();

    @Override
    public Integer call() throws Exception {
        Machine.require("wrk");
        for (Case measured : cases.all()) {
            try (TemporaryFolder folder = TemporaryFolder.make();
                    CaseUnderLoad running = measured.start(folder.path())) {
                System.out.println(measured + ":");
                print("idle", running);
                running.visitAll();
                print("all links in memory", running);
                long errors =
                        running.visitors(running.terse().address()).run(seconds).errors();
                print("after a load", running);
                if (errors > 0) {
                    return 1;
                }
            }
        }
        return 0;
    }

    private static void print(String what, CaseUnderLoad running) throws IOException, InterruptedException {
        running.terse().cpuWhenQuiet();
        System.out.printf("  %-20s %6.0f MiB%n", what, running.terse().anonymousMemory() / MEBIBYTE);
    }
}
