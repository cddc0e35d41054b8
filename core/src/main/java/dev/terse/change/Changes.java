package dev.terse.change;

import java.util.List;

/**
 * The feed of changes. A change is in the feed when, and only when, the write that it tells of is committed.
 *
 * <p>Reading is idempotent and may repeat changes that were read before; it never leaves one out, however late its
 * transaction commits.
 */
public interface Changes {
    /** Where the feed ends now; reading goes on from there. */
    Cursor end();

    /** What was committed since {@code cursor} was handed out, oldest first, perhaps with some from before. */
    Batch since(Cursor cursor);

    /** A place in the feed, in the store's own spelling. */
    record Cursor(String value) {}

    /**
     * What one reading brought.
     *
     * @param lost true where the cursor is older than what is kept or lies ahead of the feed (a restored or failed-over
     *     database): changes may be missing, so that a reader has to drop everything it holds
     */
    record Batch(List<Change> changes, Cursor next, boolean lost) {
        public Batch {
            changes = List.copyOf(changes);
        }
    }
}
