package dev.terse.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One Terse that redirects are measured on.
 *
 * @param links how many are visited
 * @param stored how many there are
 * @param targets that links lead to, in turn
 */
record Case(Shape shape, Transport transport, int links, int stored, List<String> targets) {
    /** Up to so many are made by the API; more would take longer than the measurement. */
    private static final int MADE_BY_API = 10_000;

    /** What a link takes in the cache at most, as the product estimates it, and some more. */
    private static final int CACHED_BYTES = 700;

    private static final int MEBIBYTE = 1 << 20;

    Case {
        targets = List.copyOf(targets);
    }

    /** Starts it on a store with the links, none of which it has served yet. */
    CaseUnderLoad start(Path folder) throws IOException, InterruptedException {
        return switch (shape) {
            case REDIRECT -> startRedirect(folder);
            case SINGLE -> startSingle(folder);
        };
    }

    private CaseUnderLoad startRedirect(Path folder) throws IOException, InterruptedException {
        PostgresUnderLoad store = PostgresUnderLoad.start(folder);
        try {
            Map<String, String> made;
            String template;
            Map<String, String> settings = Map.of("TERSE_STORE", store.storeUrl(), "TERSE_ROLE", "create");
            try (TerseUnderLoad create = TerseUnderLoad.start("create", folder, settings)) {
                made = make(create);
                template = made.keySet().iterator().next();
            }
            Map<String, String> visited = fill(made, StoreFill.postgres(store.jdbcUrl()), template);
            TerseUnderLoad redirect = TerseUnderLoad.start(
                    "redirect", folder, settings(Map.of("TERSE_STORE", store.storeUrl(), "TERSE_ROLE", "redirect")));
            return new CaseUnderLoad(redirect, store, visited, folder);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    private CaseUnderLoad startSingle(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("terse.db");
        Map<String, String> settings = settings(Map.of("TERSE_STORE", "sqlite:" + file));
        Map<String, String> made;
        try (TerseUnderLoad terse = TerseUnderLoad.start("terse", folder, settings)) {
            made = make(terse);
        }
        Map<String, String> visited = fill(
                made,
                StoreFill.sqlite("jdbc:sqlite:" + file),
                made.keySet().iterator().next());
        return new CaseUnderLoad(TerseUnderLoad.start("terse", folder, settings), () -> {}, visited, folder);
    }

    private Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new HashMap<>(others);
        settings.putAll(transport.settings());
        long cacheMebibytes = (long) links * CACHED_BYTES / MEBIBYTE;
        if (cacheMebibytes > 64) {
            settings.put("TERSE_CACHE_SIZE", cacheMebibytes + "MiB");
        }
        return settings;
    }

    /** Links by the API, targets by code: all where there are few, one where the rest is put into the store. */
    private Map<String, String> make(TerseUnderLoad terse) throws IOException, InterruptedException {
        int count = stored <= MADE_BY_API ? links : 1;
        Map<String, String> made = new LinkedHashMap<>();
        for (TerseUnderLoad.Outcome outcome :
                terse.createAll(StoreFill.inTurn(targets, count)).outcomes()) {
            if (outcome.status() != 201) {
                throw new ScenarioFailure("a link was not created: status " + outcome.status());
            }
            made.put(outcome.code(), outcome.url());
        }
        return made;
    }

    private Map<String, String> fill(Map<String, String> made, StoreFill store, String template) {
        if (stored <= MADE_BY_API) {
            return made;
        }
        store.fill(template, stored, targets);
        Map<String, String> visited = new LinkedHashMap<>();
        for (int i = 0; i < links; i++) {
            int number = (int) ((long) i * stored / links) + 1;
            visited.put(StoreFill.code(number), StoreFill.target(targets, number));
        }
        return visited;
    }

    /** Says which it is, in a few words. */
    @Override
    public String toString() {
        String sizes = stored == links ? "%,d links".formatted(links) : "%,d of %,d links".formatted(links, stored);
        return shape.name().toLowerCase(Locale.ROOT) + ", " + transport.name().toLowerCase(Locale.ROOT) + ", " + sizes;
    }
}
