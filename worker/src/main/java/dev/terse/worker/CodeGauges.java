package dev.terse.worker;

import dev.terse.code.CodeBlocks;
import dev.terse.code.CodePool;
import dev.terse.store.StorageUnavailable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supply of codes as metrics. Each run looks into the pool once, so that a scrape never waits for the store; while
 * the store can't answer the values are NaN.
 */
final class CodeGauges implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(CodeGauges.class);

    private final CodeBlocks blocks;
    private volatile @Nullable CodePool seen;

    CodeGauges(CodeBlocks blocks, MeterRegistry meters) {
        this.blocks = blocks;
        register(meters, "terse.codes.ready", "Codes that wait to be taken", CodePool::codesReady);
        register(meters, "terse.code.blocks.ready", "Blocks of codes that wait to be taken", CodePool::blocksReady);
    }

    private void register(MeterRegistry meters, String name, String description, ToDoubleFunction<CodePool> value) {
        Gauge.builder(name, () -> {
                    CodePool pool = seen;
                    return pool == null ? Double.NaN : value.applyAsDouble(pool);
                })
                .description(description)
                .register(meters);
    }

    @Override
    public void run() {
        try {
            seen = blocks.pool();
        } catch (RuntimeException failure) {
            seen = null;
            if (!(failure instanceof StorageUnavailable)) {
                log.warn("The supply of codes can't be seen.", failure);
            }
        }
    }
}
