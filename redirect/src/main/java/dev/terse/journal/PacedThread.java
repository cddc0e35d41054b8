package dev.terse.journal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one thing again and again, with a pause between. What the thing throws is logged, and it goes on. */
final class PacedThread {
    private static final Logger log = LoggerFactory.getLogger(PacedThread.class);

    private final Duration pause;
    private final Runnable step;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    PacedThread(String name, Duration pause, Runnable step) {
        this.pause = pause;
        this.step = step;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                step();
            }
        } catch (InterruptedException e) {
            log.error("{} was interrupted and ends", thread.getName(), e);
        }
    }

    private void step() {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            log.error("{} failed, and goes on", thread.getName(), failure);
        }
    }

    /** Ends the thread. Waits for a step under way, up to the limit; true where it has ended. */
    boolean stop(Duration limit) throws InterruptedException {
        stopping.countDown();
        return !thread.isAlive() || thread.join(limit);
    }
}
