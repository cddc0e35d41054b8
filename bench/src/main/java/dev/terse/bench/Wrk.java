package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk with one of the scripts in {@code bench/wrk}, on one thread and keep-alive connections. */
record Wrk(String program, Path script, int connections, URI server, List<String> arguments) {
    private static final Pattern SUMMARY =
            Pattern.compile("^terse (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)$", Pattern.MULTILINE);
    private static final long GRACE_SECONDS = 60;

    Wrk {
        arguments = List.copyOf(arguments);
    }

    /**
     * One run.
     *
     * @param requests that were answered
     * @param p50 and {@code p99} from sending a request to the end of its answer, closed loop: what a stop of the server
     *     would have cost requests that were not sent meanwhile is not in them
     * @param errors connections and requests without an answer, and answers with a status of 400 or more
     */
    record Round(long requests, Duration time, Duration p50, Duration p99, long errors) {
        double perSecond() {
            return requests / (time.toNanos() / 1e9);
        }
    }

    /**
     * Finds wrk.
     *
     * @param script name of a file in {@code bench/wrk}
     * @throws ScenarioFailure where wrk is not installed
     */
    static Wrk with(String script, int connections, URI server, List<String> arguments) {
        return new Wrk(
                Machine.program("wrk"),
                Machine.home().resolve("bench/wrk").resolve(script),
                connections,
                server,
                arguments);
    }

    /** Runs it for so many seconds, and a little longer at most. */
    Round run(int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program,
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "10s",
                "-s",
                script.toString(),
                server.toString(),
                "--"));
        command.addAll(arguments);
        Path output = Files.createTempFile("terse-wrk-", ".out");
        Process wrk = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = wrk.waitFor(seconds + GRACE_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || wrk.exitValue() != 0) {
                throw new ScenarioFailure("wrk did not end well:\n" + said);
            }
            return parse(said);
        } finally {
            wrk.destroyForcibly();
            Files.delete(output);
        }
    }

    /** Reads what wrk and the script said. */
    static Round parse(String said) {
        Matcher summary = SUMMARY.matcher(said);
        if (!summary.find()) {
            throw new ScenarioFailure("wrk said nothing of its requests:\n" + said);
        }
        return new Round(
                Long.parseLong(summary.group(1)),
                micros(summary.group(2)),
                micros(summary.group(3)),
                micros(summary.group(4)),
                Long.parseLong(summary.group(5)));
    }

    private static Duration micros(String text) {
        return Duration.ofNanos(Long.parseLong(text) * 1_000);
    }
}
