package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that runs on the servers' core as a process of its own. Ends when closed, and at the latest with the JVM. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration QUIET_TIME = Duration.ofMillis(500);
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts {@code command} in {@code folder}, which holds its log.
     *
     * @param environment added to this process's own, without its keys of Terse
     */
    static ServerProcess start(String name, List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(Machine.onServerCore(command)).directory(folder.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TERSE_"));
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
        return new ServerProcess(name, process, log);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Waits until {@code address} answers with {@code status}. */
    void awaitAnswer(HttpClient client, URI address, int status) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            if (!process.isAlive()) {
                throw new ScenarioFailure(name + " ended at its start:\n" + log());
            }
            try {
                if (client.send(request, BodyHandlers.discarding()).statusCode() == status) {
                    return;
                }
            } catch (IOException notYet) {
                // Nobody listens before the start is over.
            }
            Thread.sleep(POLL);
        }
        throw new ScenarioFailure(name + " was not ready after " + START_LIMIT.toSeconds() + " s:\n" + log());
    }

    /** The CPU time that it and its children have used so far, in user mode and in the kernel. */
    Duration cpu() {
        return Machine.cpu(process.toHandle());
    }

    /**
     * The same when it has ended what it had begun: when it uses less than a twentieth of a core for half a second. Waits
     * for that for half a minute at most.
     */
    Duration cpuWhenQuiet() throws InterruptedException {
        long end = System.nanoTime() + QUIET_LIMIT.toNanos();
        Duration before = cpu();
        while (true) {
            Thread.sleep(QUIET_TIME);
            Duration now = cpu();
            if (now.minus(before).compareTo(QUIET_TIME.dividedBy(20)) <= 0 || System.nanoTime() - end >= 0) {
                return now;
            }
            before = now;
        }
    }

    /** The bytes of memory that belong to it and to no file ({@code RssAnon}), as the kernel counts them. */
    long anonymousMemory() throws IOException {
        // The process itself: taskset and the like replace themselves by what they start.
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("RssAnon:")) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new ScenarioFailure("this kernel does not tell a process's anonymous memory");
    }

    long pid() {
        return process.pid();
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            // What it is read for is the report of another failure, which must not be hidden.
            return "(its log can't be read: " + failure + ")";
        }
    }

    /** Asks it to stop, waits, and kills it where that takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("bench: " + name + " was killed after " + STOP_LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            kill(process);
        }
    }
}
