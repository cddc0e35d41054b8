package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A started {@link Case}: Terse, the store beside it, and the links that are visited, targets by code. */
final class CaseUnderLoad implements AutoCloseable {
    private static final int COMPARED = 10_000;
    private static final int CONNECTIONS = 64;
    private static final int VISITS_AGAIN = 3;
    private static final long SEED = 20_261_122;

    private final TerseUnderLoad terse;
    private final AutoCloseable store;
    private final Map<String, String> links;
    private final Path folder;

    CaseUnderLoad(TerseUnderLoad terse, AutoCloseable store, Map<String, String> links, Path folder) {
        this.terse = terse;
        this.store = store;
        this.links = links;
        this.folder = folder;
    }

    TerseUnderLoad terse() {
        return terse;
    }

    Map<String, String> links() {
        return Collections.unmodifiableMap(links);
    }

    /**
     * Visits every link once, so that all of them are in memory, and compares what some of them answer. Server and store
     * share a core, and a store that is kept waiting for it too long is one that can't answer: then all come again.
     */
    void visitAll() throws IOException, InterruptedException {
        try (PlainVisitors visitors =
                PlainVisitors.to(terse.address(), links.keySet(), CONNECTIONS, new Random(SEED))) {
            long errors = visitors.visitEach();
            for (int again = 0; errors > 0 && again < VISITS_AGAIN; again++) {
                errors = visitors.visitEach();
            }
            if (errors > 0) {
                throw new ScenarioFailure(errors + " of the links got no redirect");
            }
        }
        requireSameAnswers(terse.address());
    }

    /** Asks a server for some of the links, at most 10,000, spread evenly. */
    void requireSameAnswers(URI server) throws InterruptedException {
        int step = Math.max(1, links.size() / COMPARED);
        List<String> codes = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int place = 0;
        for (Map.Entry<String, String> link : links.entrySet()) {
            if (place++ % step == 0) {
                codes.add(link.getKey());
                expected.add(Visitors.redirectTo(link.getValue()));
            }
        }
        try (Visitors visitors = new Visitors(server)) {
            if (!visitors.followAll(codes).equals(expected)) {
                throw new ScenarioFailure(server + " does not redirect as it should");
            }
        }
    }

    /** wrk on a server of these links, which asks for them at random. */
    Wrk visitors(URI server) throws IOException {
        return Wrk.with("follow.lua", CONNECTIONS, server, List.of(codes().toString()));
    }

    /** The codes in a file, one a line. */
    private Path codes() throws IOException {
        Path file = folder.resolve("codes");
        return Files.exists(file) ? file : Files.write(file, links.keySet());
    }

    @Override
    public void close() {
        terse.close();
        try {
            store.close();
        } catch (Exception failure) {
            throw new ScenarioFailure("the store can't be stopped", failure);
        }
    }
}
