package dev.terse.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether a process is ready for requests. Conditions are asked every second on a thread of their own, so that asking for
 * the answer never waits for a store.
 */
public final class Health implements AutoCloseable {
    private final Map<String, Supplier<Optional<String>>> conditions;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("terse-health").factory());
    private volatile Map<String, String> unmet = Map.of("start", "starting");
    private volatile boolean stopping;

    /**
     * Starts to watch.
     *
     * @param conditions by name; each answers what is missing, or empty where nothing is, and may block
     */
    public Health(Map<String, Supplier<Optional<String>>> conditions) {
        this.conditions = new LinkedHashMap<>(conditions);
        var _ = watcher.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    /** What is missing, by condition; empty when the process is ready. */
    public Map<String, String> unmet() {
        return stopping ? Map.of("stop", "stopping") : unmet;
    }

    /** From now on the process is not ready, whatever the conditions say. */
    public void stopping() {
        stopping = true;
    }

    private void look() {
        Map<String, String> missing = new LinkedHashMap<>();
        conditions.forEach((name, condition) -> {
            try {
                condition.get().ifPresent(reason -> missing.put(name, reason));
            } catch (RuntimeException failure) {
                missing.put(name, "failed");
            }
        });
        unmet = missing;
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
