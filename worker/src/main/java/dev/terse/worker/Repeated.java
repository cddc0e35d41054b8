package dev.terse.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * A task that rids the store, piece by piece, of what it has kept for long enough.
 *
 * @param keep how long it is kept; what is older goes
 */
record Repeated(String name, Duration interval, Duration keep, InstantSource clock, Piece piece) implements WorkerTask {
    @Override
    public void run(BooleanSupplier mayGoOn) {
        Instant now = clock.instant();
        Instant limit = now.minus(keep);
        boolean more = true;
        while (more && mayGoOn.getAsBoolean()) {
            more = piece.before(limit, now) > 0;
        }
    }

    /** One transaction of it. */
    @FunctionalInterface
    interface Piece {
        /** Rids the store of some of what is older than {@code limit}, and says of how much; 0 once nothing is left. */
        int before(Instant limit, Instant now);
    }
}
