package dev.terse.link;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which links of a workspace to list: the newest, or those with the most clicks, first.
 *
 * @param text part of code, target, title or note, without regard to ASCII case; a prefix of the code or of a word where
 *     it has fewer than three characters; null for any
 * @param tag exact; null for any
 * @param domain null for any
 * @param state null for all but the deleted ones, which are never listed
 * @param now the instant that states are judged at
 * @param limit 1 to 100
 * @param after the page's {@link LinkPage#next} before this one, null for the first
 */
public record LinkQuery(
        @Nullable String text,
        @Nullable String tag,
        @Nullable Long domain,
        @Nullable LinkState state,
        Sort sort,
        Instant now,
        int limit,
        @Nullable Position after) {

    public static final int MAX_LIMIT = 100;

    /** The same list from another place on. */
    public LinkQuery startingAfter(@Nullable Position place) {
        return new LinkQuery(text, tag, domain, state, sort, now, limit, place);
    }

    /** CREATED is the order in which the store numbered the links, and the second one of the others. */
    public enum Sort {
        CREATED,
        UPDATED,
        /**
         * By {@link ClickTotals#total}, as it was when links were put in order last; see {@link
         * dev.terse.stats.Stats#rankLinksAfter}. A link that is put elsewhere meanwhile changes its place.
         */
        CLICKS
    }

    /**
     * The last link of a page: its sort value (0 for {@link Sort#CREATED}, milliseconds for {@link Sort#UPDATED}, clicks
     * as they count for {@link Sort#CLICKS}) and its number.
     */
    public record Position(long value, long number) {}
}
