package dev.terse.create;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the span of time that a request names by {@code from}, {@code to} and {@code timezone}. An end is an instant, or a
 * date, which is its midnight in the time zone.
 */
final class TimeParameters {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final DateTimeFormatter ISO_DATE = DateTimeFormatter.ISO_LOCAL_DATE.withLocale(Locale.ROOT);
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private final QueryParameters parameters;
    private final Mistakes mistakes;
    private final ZoneId zone;

    TimeParameters(QueryParameters parameters) {
        this.parameters = parameters;
        this.mistakes = parameters.mistakes();
        this.zone = zone();
    }

    private ZoneId zone() {
        Optional<String> name = parameters.value("timezone");
        if (name.isEmpty()) {
            return ZoneOffset.UTC;
        }
        if (!ZONES.contains(name.get())) {
            mistakes.add(
                    "timezone",
                    FieldType.OUT_OF_RANGE,
                    "Give a time zone by its IANA name, such as Europe/Berlin; UTC where it is left out.");
            return ZoneOffset.UTC;
        }
        return ZoneId.of(name.get());
    }

    /** The zone that was named; UTC without one, and, with a mistake, where there is no such zone. */
    ZoneId named() {
        return zone;
    }

    /** The instant that a parameter names; null without one, and, with a mistake, where it is none. */
    @Nullable
    Instant instant(String name) {
        String text = parameters.value(name).orElse(null);
        if (text == null) {
            return null;
        }
        if (!DATE.matcher(text).matches()) {
            // A plus sign that was not encoded has become a blank on its way.
            return Timestamps.read(name, text.replace(' ', '+'), mistakes);
        }
        try {
            Instant midnight = Interval.midnight(LocalDate.parse(text, ISO_DATE), zone);
            if (!midnight.isBefore(Timestamps.MIN)) {
                return midnight;
            }
        } catch (DateTimeException e) {
            // Told below, like a date that is too early.
        }
        mistakes.add(name, FieldType.OUT_OF_RANGE, "Give a date that exists, in the years from 1970 to 9999.");
        return null;
    }
}
