package dev.terse.web;

import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time as HTTP writes it (RFC 9110, 5.6.7), made once for each second. For one thread. */
final class DateText {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private long second;
    private CharSequence text;

    DateText(InstantSource clock) {
        this.clock = clock;
        this.second = Math.floorDiv(clock.millis(), 1_000);
        this.text = textOf(second);
    }

    CharSequence now() {
        long now = Math.floorDiv(clock.millis(), 1_000);
        if (now != second) {
            second = now;
            text = textOf(now);
        }
        return text;
    }

    private static CharSequence textOf(long second) {
        return HttpHeaders.createOptimized(FORMAT.format(Instant.ofEpochSecond(second)));
    }
}
