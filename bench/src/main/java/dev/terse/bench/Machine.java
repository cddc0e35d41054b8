package dev.terse.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the scenarios need to know of the machine: the core of the servers, installed programs, free ports. The load
 * generator's own core was given to this process by {@code bench/run}, and goes on to every process that it starts.
 */
final class Machine {
    private static final String ALL_CORES = "0-1023";

    private Machine() {}

    /** The checkout that is measured. */
    static Path home() {
        return Path.of(System.getProperty("terse.home", "."));
    }

    /** The command, made to run on the servers' core where there is one. */
    static List<String> onServerCore(List<String> command) {
        String core = System.getProperty("terse.bench.server.core");
        if (core == null) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", core));
        pinned.addAll(command);
        return pinned;
    }

    /** Moves a running process and its children to the servers' core; what they start later follows. */
    static void moveToServerCore(ProcessHandle process) throws IOException, InterruptedException {
        String core = System.getProperty("terse.bench.server.core");
        if (core == null) {
            return;
        }
        // The parent first, so that no child can start on the old core after the children were listed.
        move(process, core);
        for (ProcessHandle child : process.descendants().toList()) {
            move(child, core);
        }
    }

    /** The CPU time that a process and its children have used so far, in user mode and in the kernel. */
    static Duration cpu(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Lets this process, and a store that it started, use all cores. */
    static void useAllCores(ProcessHandle... stores) throws IOException, InterruptedException {
        if (System.getProperty("terse.bench.server.core") == null) {
            return;
        }
        move(ProcessHandle.current(), ALL_CORES);
        for (ProcessHandle store : stores) {
            move(store, ALL_CORES);
            for (ProcessHandle child : store.descendants().toList()) {
                move(child, ALL_CORES);
            }
        }
    }

    private static void move(ProcessHandle process, String core) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", core, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = taskset.waitFor(10, TimeUnit.SECONDS);
        if ((!ended || taskset.exitValue() != 0) && process.isAlive()) {
            throw new ScenarioFailure("process " + process.pid() + " could not be moved to core " + core);
        }
    }

    /**
     * The path of an installed program.
     *
     * @throws ScenarioFailure where there is none
     */
    static String program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ScenarioFailure(
                        name + " is not installed, and this scenario needs it: apt-get install " + name))
                .toString();
    }

    /**
     * Says at once what a scenario would miss later.
     *
     * @throws ScenarioFailure where one of the programs is not installed
     */
    static void require(String... names) {
        for (String name : names) {
            program(name);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
