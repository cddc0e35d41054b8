package dev.terse.storage;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rollups that can't be read: each is told of in the log once by a process, so that nobody who asks again fills it. */
final class Damage {
    private static final Logger log = LoggerFactory.getLogger(Damage.class);

    private static final int REMEMBERED = 10_000;

    private final Set<Place> told = ConcurrentHashMap.newKeySet();

    private record Place(long scope, long time, int hours) {}

    /**
     * Tells of one that is left out.
     *
     * @param time as the tables have it, of which {@code hours} say which table
     */
    void tell(long scope, long time, int hours, RuntimeException damage) {
        if (told.size() < REMEMBERED && told.add(new Place(scope, time, hours))) {
            log.error(
                    "What was counted for {} in the {} {} can't be read and is left out.",
                    FreshCounts.scope(scope),
                    hours == 0 ? "month" : hours == 1 ? "hour" : "day that begins with the hour",
                    time,
                    damage);
        }
    }
}
