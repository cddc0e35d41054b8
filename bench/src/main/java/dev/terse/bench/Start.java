package dev.terse.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a start takes: from the start of the process to the end of the first redirect's answer, one process with
 * everything on a SQLite store that holds one link, with and without the AOT cache in turn.
 */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Time from the start of the process to the first redirect, with and without the AOT cache.")
final class Start implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(2);

    @Option(names = "--rounds", description = "Of which the median is taken (default: ${DEFAULT-VALUE})")
    private int rounds = 11;

    @Override
    public Integer call() throws Exception {
        String cache = System.getProperty("terse.aot.cache", "");
        if (cache.isEmpty()) {
            throw new ScenarioFailure("there is no AOT cache: ./terse --version makes it, or says why it can't");
        }
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            String code;
            String store = "sqlite:" + folder.path().resolve("terse.db");
            try (TerseUnderLoad terse = TerseUnderLoad.start("terse", folder.path(), Map.of("TERSE_STORE", store))) {
                code = terse.createAll(List.of("https://example.com/"))
                        .outcomes()
                        .getFirst()
                        .code();
            }
            Map<String, Figures[]> measured = new HashMap<>();
            for (int round = 0; round <= rounds; round++) {
                for (String with : List.of(cache, "")) {
                    double[] figures = start(folder.path(), store, TerseUnderLoad.command(with), code);
                    // The first round brings the files into the system's memory.
                    if (round > 0) {
                        Figures[] all = measured.computeIfAbsent(
                                with, _ -> new Figures[] {new Figures(), new Figures(), new Figures()});
                        for (int i = 0; i < figures.length; i++) {
                            all[i].add(figures[i]);
                        }
                    }
                }
            }
            measured.forEach((with, all) -> System.out.printf(
                    "%-13s first redirect after %.2f s (95 %% interval %.2f to %.2f), CPU time %.2f s, %.0f MiB of anonymous"
                            + " memory%n",
                    with.isEmpty() ? "without cache" : "with cache",
                    all[0].median(),
                    all[0].interval().low(),
                    all[0].interval().high(),
                    all[1].median(),
                    all[2].median()));
        }
        return 0;
    }

    /** Seconds to the first redirect, seconds of CPU time used until then, and mebibytes of anonymous memory. */
    private static double[] start(Path folder, String store, List<String> command, String code)
            throws IOException, InterruptedException {
        int port = Machine.freePort();
        URI link = URI.create("http://127.0.0.1:" + port + "/" + code);
        Map<String, String> environment = Map.of(
                "TERSE_HOST", "127.0.0.1",
                "TERSE_PORT", Integer.toString(port),
                "TERSE_OPS_PORT", Integer.toString(Machine.freePort()),
                "TERSE_DATA_DIR", folder.resolve("terse-data").toString(),
                "TERSE_STORE", store);
        long begun = System.nanoTime();
        try (ServerProcess process = ServerProcess.start("started", command, environment, folder)) {
            while (!redirects(link)) {
                if (System.nanoTime() - begun > LIMIT.toNanos()) {
                    throw new ScenarioFailure("there was no redirect after " + LIMIT.toSeconds() + " s");
                }
                Thread.sleep(PAUSE);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new double[] {seconds, process.cpu().toNanos() / 1e9, process.anonymousMemory() / (double) (1 << 20)
            };
        }
    }

    private static boolean redirects(URI link) {
        try {
            HttpURLConnection connection = (HttpURLConnection) link.toURL().openConnection(Proxy.NO_PROXY);
            connection.setInstanceFollowRedirects(false);
            connection.setReadTimeout((int) LIMIT.toMillis());
            return connection.getResponseCode() == 302;
        } catch (IOException nobodyListens) {
            return false;
        }
    }
}
