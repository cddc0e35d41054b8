package dev.terse.stats;

import java.util.Map;

/**
 * One click as it was judged.
 *
 * @param atMillis when the visit was made, in milliseconds since 1970-01-01T00:00:00Z
 * @param link the number of the link
 * @param values what is known of it, by dimension; a dimension without a value is not in it
 */
public record CountedClick(long atMillis, long link, Kind kind, Map<Dimension, String> values) {
    public CountedClick {
        values = Map.copyOf(values);
    }
}
