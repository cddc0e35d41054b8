package dev.terse.worker;

import dev.terse.store.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Deletes links that have been expired for long enough; their codes stay taken. */
final class DeleteExpiredLinks implements WorkerTask {
    private final Retention retention;
    private final Duration keep;
    private final InstantSource clock;

    DeleteExpiredLinks(Retention retention, Duration keep, InstantSource clock) {
        this.retention = retention;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "delete-expired-links";
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        Instant now = clock.instant();
        Instant limit = now.minus(keep);
        boolean more = true;
        while (more && mayGoOn.getAsBoolean()) {
            more = retention.deleteLinksExpiredBefore(limit, now) > 0;
        }
    }
}
