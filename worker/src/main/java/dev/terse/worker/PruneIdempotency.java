package dev.terse.worker;

import dev.terse.store.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Removes idempotency records that are no longer honoured. */
final class PruneIdempotency implements WorkerTask {
    private final Retention retention;
    private final Duration keep;
    private final InstantSource clock;

    PruneIdempotency(Retention retention, Duration keep, InstantSource clock) {
        this.retention = retention;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "prune-idempotency";
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        Instant limit = clock.instant().minus(keep);
        boolean more = true;
        while (more && mayGoOn.getAsBoolean()) {
            more = retention.pruneIdempotencyBefore(limit) > 0;
        }
    }
}
