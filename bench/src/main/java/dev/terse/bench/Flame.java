package dev.terse.bench;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the CPU time of a redirect goes: a sampling profiler in the process while wrk visits links at random. */
@Command(
        name = "flame",
        mixinStandardHelpOptions = true,
        description = "Draws where the CPU time of redirects goes, by async-profiler: a flame graph as SVG.")
final class Flame implements Callable<Integer> {
    @Option(names = "--seconds", description = "Length of the measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--warm-up", description = "Seconds before it (default: ${DEFAULT-VALUE})")
    private int warmUp = 20;

    @Option(names = "--to", paramLabel = "FILE", description = "The picture (default: docs/redirect-flame.svg)")
    private Path to = Machine.home().resolve("docs/redirect-flame.svg");

    @Mixin
    private Cases cases = new Cases();

    @Override
    public Integer call() throws Exception {
        Machine.require("wrk");
        Case measured = cases.all().getFirst();
        try (TemporaryFolder folder = TemporaryFolder.make();
                CaseUnderLoad running = measured.start(folder.path())) {
            running.visitAll();
            Wrk wrk = running.visitors(running.terse().address());
            wrk.run(warmUp);
            Path stacks = folder.path().resolve("stacks");
            long errors = sample(running, wrk, folder.path(), stacks);
            FlameGraph graph = FlameGraph.of(Files.readAllLines(stacks));
            Files.writeString(to, graph.svg("CPU time of redirects: " + measured));
            System.out.printf("%s: %,d samples, one a millisecond of CPU time%n", to, graph.samples());
            return errors == 0 && graph.samples() > 0 ? 0 : 1;
        }
    }

    private long sample(CaseUnderLoad running, Wrk wrk, Path folder, Path stacks)
            throws IOException, InterruptedException, AttachNotSupportedException, AgentLoadException {
        Path library = library(folder);
        VirtualMachine machine =
                VirtualMachine.attach(Long.toString(running.terse().pid()));
        try {
            start(machine, library);
            Wrk.Round round = wrk.run(seconds);
            machine.loadAgentPath(library.toString(), "stop,file=" + stacks + ",collapsed,ann");
            return round.errors();
        } catch (AgentInitializationException refused) {
            throw new ScenarioFailure("the profiler can't be used: " + refused.getMessage(), refused);
        } finally {
            machine.detach();
        }
    }

    private static void start(VirtualMachine machine, Path library) throws IOException, AgentLoadException {
        try {
            machine.loadAgentPath(library.toString(), "start,event=cpu,interval=1ms");
        } catch (AgentInitializationException _) {
            System.out.println(
                    "The kernel does not let its own part be seen (kernel.perf_event_paranoid): it is left out.");
            try {
                machine.loadAgentPath(library.toString(), "start,event=ctimer,interval=1ms");
            } catch (AgentInitializationException refused) {
                throw new ScenarioFailure("the profiler can't be used: " + refused.getMessage(), refused);
            }
        }
    }

    /** The profiler's library, which is in its jar. */
    private static Path library(Path folder) throws IOException {
        String system = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
        Path library = folder.resolve("libasyncProfiler.so");
        try (InputStream packed = Flame.class.getResourceAsStream("/" + system + "/libasyncProfiler.so")) {
            if (packed == null) {
                throw new ScenarioFailure("there is no profiler for this system");
            }
            Files.copy(packed, library);
        }
        return library;
    }
}
