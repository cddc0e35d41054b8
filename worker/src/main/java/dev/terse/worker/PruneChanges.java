package dev.terse.worker;

import dev.terse.store.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Removes changes that every process has read by now. */
final class PruneChanges implements WorkerTask {
    private final Retention retention;
    private final Duration keep;
    private final InstantSource clock;

    PruneChanges(Retention retention, Duration keep, InstantSource clock) {
        this.retention = retention;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "prune-changes";
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        Instant limit = clock.instant().minus(keep);
        boolean more = true;
        while (more && mayGoOn.getAsBoolean()) {
            more = retention.pruneChangesBefore(limit) > 0;
        }
    }
}
