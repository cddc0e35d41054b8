package dev.terse.create;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Instants as RFC 3339 writes them. What is finer than a millisecond is cut off; what Terse writes is UTC with {@code Z},
 * with milliseconds only where they are not zero.
 */
final class Timestamps {
    static final Instant MIN = Instant.parse("1970-01-01T00:00:00Z");
    static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final Pattern RFC_3339 = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})T(\\d{2}:\\d{2}:\\d{2})(?:\\.(\\d+))?(?:Z|([+-])(\\d{2}):(\\d{2}))",
            Pattern.CASE_INSENSITIVE);

    private Timestamps() {}

    /** Reads the JSON string of {@code field}; null, and a mistake, where it is no instant from 1970 to 9999. */
    static @Nullable Instant read(String field, JsonNode value, Mistakes mistakes) {
        if (!value.isString()) {
            mistakes.add(field, FieldType.WRONG_TYPE, "Give a time as a string, such as 2027-01-31T12:00:00Z.");
            return null;
        }
        return read(field, value.stringValue(), mistakes);
    }

    /** Adds a mistake where {@code instant} is there and not after {@code now}. */
    static void checkToCome(String field, @Nullable Instant instant, Instant now, Mistakes mistakes) {
        if (instant != null && !instant.isAfter(now)) {
            mistakes.add(field, FieldType.OUT_OF_RANGE, "Give a time that is still to come.");
        }
    }

    /** Reads the text of {@code field}; null, and a mistake, where it is no instant from 1970 to 9999. */
    static @Nullable Instant read(String field, String text, Mistakes mistakes) {
        Matcher parts = RFC_3339.matcher(text);
        if (!parts.matches()) {
            mistakes.add(
                    field,
                    FieldType.WRONG_TYPE,
                    "Give a time as RFC 3339 writes it, with its offset, such as 2027-01-31T12:00:00Z.");
            return null;
        }
        Instant instant = instant(parts);
        if (instant == null || instant.isBefore(MIN) || instant.isAfter(MAX)) {
            mistakes.add(field, FieldType.OUT_OF_RANGE, "Give a time that exists, in the years from 1970 to 9999.");
            return null;
        }
        return instant;
    }

    private static @Nullable Instant instant(Matcher parts) {
        LocalDateTime local;
        try {
            local = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2));
        } catch (DateTimeException e) {
            return null;
        }
        long seconds = local.toEpochSecond(ZoneOffset.UTC);
        if (parts.group(4) != null) {
            int hours = Integer.parseInt(parts.group(5));
            int minutes = Integer.parseInt(parts.group(6));
            if (hours > 23 || minutes > 59) {
                return null;
            }
            int offset = (hours * 60 + minutes) * 60;
            seconds += parts.group(4).equals("-") ? offset : -offset;
        }
        String fraction = parts.group(3);
        int millis = fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
        return Instant.ofEpochMilli(seconds * 1_000 + millis);
    }
}
