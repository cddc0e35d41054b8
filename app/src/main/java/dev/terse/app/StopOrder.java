package dev.terse.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, and how each part is stopped: the newest first. A part that fails to stop keeps none of the
 * others from stopping. Safe for use by several threads; parts that come after {@link #stop} are stopped at once.
 */
final class StopOrder {
    private static final Logger log = LoggerFactory.getLogger(StopOrder.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean stopped;

    /** How a part stops; has its own limit of time. */
    interface Stop {
        void run() throws Exception;
    }

    private record Part(String name, Stop stop) {}

    synchronized void add(String name, Stop stop) {
        if (stopped) {
            run(new Part(name, stop));
        } else {
            parts.push(new Part(name, stop));
        }
    }

    synchronized void stop() {
        stopped = true;
        while (!parts.isEmpty()) {
            run(parts.pop());
        }
    }

    private static void run(Part part) {
        try {
            part.stop().run();
        } catch (Exception failure) {
            log.warn("{} did not stop in order: {}", part.name(), failure.toString());
        }
    }
}
