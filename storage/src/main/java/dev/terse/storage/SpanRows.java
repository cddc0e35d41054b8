package dev.terse.storage;

import dev.terse.stats.PackedHours;
import dev.terse.stats.Rollup;
import dev.terse.stats.Stats.Part;
import dev.terse.stats.Stats.Span;
import dev.terse.storage.CountRows.HourSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes spans of the rows of one question. What can't be read is left out. For one thread. */
final class SpanRows {
    private final HourSpan asked;
    private final Set<Part> parts;
    private final Set<Part> partsOfWholeDays;
    private final Damage damage;
    private final List<Span> found = new ArrayList<>();

    SpanRows(HourSpan asked, Set<Part> parts, Damage damage) {
        this.asked = asked;
        this.parts = parts;
        this.partsOfWholeDays = parts.contains(Part.VISITORS) ? Set.of(Part.VISITORS) : Set.of();
        this.damage = damage;
    }

    /** In the order of time. */
    List<Span> sorted() {
        found.sort(Comparator.comparing(Span::from));
        return found;
    }

    /**
     * Takes a rollup: the {@code packed} one of an hour; the parts of a day, with its hours {@code packed} where they are
     * wanted and kept; or the values of a month.
     *
     * @param time the hour that it begins with, or the month
     * @param hours 1, 24, or 0 for a month
     */
    void take(
            long scope,
            long time,
            int hours,
            byte @Nullable [] packed,
            byte @Nullable [] quarters,
            byte @Nullable [] values,
            byte @Nullable [] visitors) {
        try {
            if (hours == 0) {
                long first = HourSpan.firstDayOf(time);
                int days = (int) (HourSpan.firstDayOf(time + 1) - first);
                add(scope, 24 * first, 24 * days, Rollup.unpack(null, values, null));
            } else if (hours == 1 && packed != null) {
                takeHour(scope, time, packed, parts);
            } else if (packed == null || !takeKept(scope, time, packed)) {
                add(scope, time, hours, Rollup.unpack(quarters, values, visitors));
            } else if (values != null && asked.isWhole(time / 24)) {
                add(scope, time, hours, Rollup.unpack(null, values, null));
            }
        } catch (IllegalArgumentException unreadable) {
            damage.tell(scope, time, hours, unreadable);
        }
    }

    /** Takes the hours of a day, or says that they can't be read. A whole day has the same values at less cost. */
    private boolean takeKept(long scope, long first, byte[] packed) {
        SortedMap<Integer, byte[]> hours;
        try {
            hours = PackedHours.hoursOf(packed);
        } catch (IllegalArgumentException unreadable) {
            damage.tell(scope, first, 24, unreadable);
            return false;
        }
        Set<Part> wanted = asked.isWhole(first / 24) ? partsOfWholeDays : parts;
        hours.forEach((place, hour) -> {
            long at = first + place;
            if (at >= asked.from() && at < asked.to()) {
                takeHour(scope, at, hour, wanted);
            }
        });
        return true;
    }

    private void takeHour(long scope, long hour, byte[] packed, Set<Part> wanted) {
        try {
            add(scope, hour, 1, PackedHours.unpack(packed, wanted));
        } catch (IllegalArgumentException unreadable) {
            damage.tell(scope, hour, 1, unreadable);
        }
    }

    private void add(long scope, long hour, int hours, Rollup rollup) {
        found.add(new Span(
                FreshCounts.scope(scope), Instant.ofEpochMilli(hour * ClickChunks.HOUR), hours, rollup.checked()));
    }
}
