package dev.terse.worker;

import dev.terse.stats.Stats;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Puts links into the order of their clicks, once from the first to the last. */
record RankLinks(Stats stats) implements WorkerTask {
    @Override
    public String name() {
        return "rank-links";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        long after = 0;
        do {
            after = stats.rankLinksAfter(after);
        } while (after > 0 && mayGoOn.getAsBoolean());
    }
}
