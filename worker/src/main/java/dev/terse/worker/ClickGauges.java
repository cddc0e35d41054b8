package dev.terse.worker;

import dev.terse.click.ClickInbox;
import dev.terse.click.ClickInbox.Depth;
import dev.terse.store.StorageUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be counted, as metrics. Each run looks into the inbox once, so that a scrape never waits for the store;
 * while the store can't answer the values are NaN.
 */
final class ClickGauges implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ClickGauges.class);

    private final ClickInbox inbox;
    private volatile @Nullable Depth seen;

    ClickGauges(ClickInbox inbox, InstantSource clock, MeterRegistry meters) {
        this.inbox = inbox;
        register(
                meters,
                "terse.clicks.waiting.batches",
                null,
                "Batches of clicks that wait to be counted",
                Depth::batches);
        register(meters, "terse.clicks.waiting.size", "bytes", "Clicks that wait to be counted", Depth::bytes);
        register(meters, "terse.clicks.waiting.age", "seconds", "How long the oldest batch has waited", depth -> {
            Instant oldest = depth.oldest();
            return oldest == null
                    ? 0
                    : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
        });
        register(
                meters,
                "terse.clicks.gap",
                "bytes",
                "Records that the store once had, and lost when it was restored",
                Depth::gapBytes);
    }

    private void register(
            MeterRegistry meters,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<Depth> value) {
        Gauge.builder(name, () -> {
                    Depth depth = seen;
                    return depth == null ? Double.NaN : value.applyAsDouble(depth);
                })
                .description(description)
                .baseUnit(unit)
                .register(meters);
    }

    @Override
    public void run() {
        try {
            seen = inbox.depth();
        } catch (RuntimeException failure) {
            seen = null;
            if (!(failure instanceof StorageUnavailable)) {
                log.warn("What waits to be counted can't be seen.", failure);
            }
        }
    }
}
