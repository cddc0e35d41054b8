package dev.terse.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A task that does what a test says, and remembers when it was run. */
final class TestTask implements WorkerTask {
    private final String name;
    private final Duration interval;
    private final Work work;
    private final List<Instant> starts = new CopyOnWriteArrayList<>();

    TestTask(String name, Duration interval, Work work) {
        this.name = name;
        this.interval = interval;
        this.work = work;
    }

    interface Work {
        void run(BooleanSupplier mayGoOn);
    }

    List<Instant> starts() {
        return starts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public void run(BooleanSupplier mayGoOn) {
        starts.add(Instant.now());
        work.run(mayGoOn);
    }
}
