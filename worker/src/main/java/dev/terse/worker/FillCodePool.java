package dev.terse.worker;

import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeFactory;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Keeps blocks of codes ready for create processes, above a low-water mark. */
final class FillCodePool implements WorkerTask {
    private final CodeBlocks blocks;
    private final CodeFactory factory;
    private final int lowWater;

    FillCodePool(CodeBlocks blocks, CodeFactory factory, int lowWater) {
        this.blocks = blocks;
        this.factory = factory;
        this.lowWater = lowWater;
    }

    @Override
    public String name() {
        return "fill-code-pool";
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(3);
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        while (mayGoOn.getAsBoolean() && blocks.pool().blocksReady() < lowWater) {
            blocks.add(factory.make());
        }
    }
}
