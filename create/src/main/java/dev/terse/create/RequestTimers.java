package dev.terse.create;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long requests take, from their head to their answer, by route and status. The labels are the routes' own words, never
 * those of a request.
 */
final class RequestTimers {
    private final MeterRegistry meters;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    RequestTimers(MeterRegistry meters) {
        this.meters = meters;
    }

    void record(Route route, int status, long nanos) {
        timers.computeIfAbsent(new Labels(route.method().name(), route.path(), status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Labels labels) {
        return Timer.builder("terse.api.requests")
                .description("Requests of the API")
                .tag("method", labels.method())
                .tag("route", labels.route())
                .tag("status", Integer.toString(labels.status()))
                .register(meters);
    }

    private record Labels(String method, String route, int status) {}
}
