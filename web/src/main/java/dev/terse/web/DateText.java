package dev.terse.web;

import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
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
    private byte[] bytes;

    DateText(InstantSource clock) {
        this.clock = clock;
        this.second = Math.floorDiv(clock.millis(), 1_000);
        String now = format(second);
        this.text = HttpHeaders.createOptimized(now);
        this.bytes = now.getBytes(StandardCharsets.US_ASCII);
    }

    CharSequence now() {
        refresh();
        return text;
    }

    /** The 29 bytes of {@link #now}; to be left as they are. */
    byte[] bytes() {
        refresh();
        return bytes;
    }

    /** The second that was told last, since 1970-01-01T00:00:00Z. */
    long second() {
        return second;
    }

    private void refresh() {
        long now = Math.floorDiv(clock.millis(), 1_000);
        if (now != second) {
            second = now;
            String formatted = format(now);
            text = HttpHeaders.createOptimized(formatted);
            bytes = formatted.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static String format(long second) {
        return FORMAT.format(Instant.ofEpochSecond(second));
    }
}
