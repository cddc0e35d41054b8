package dev.terse.judge;

import org.jspecify.annotations.Nullable;

/**
 * Where a visitor is.
 *
 * @param country ISO 3166-1, two letters
 * @param region ISO 3166-2, such as {@code DE-BE}
 * @param city the English name with the country, such as {@code Berlin, DE}
 */
record Place(
        @Nullable String country,
        @Nullable String region,
        @Nullable String city) {
    static final Place UNKNOWN = new Place(null, null, null);
}
