package dev.terse.store;

import java.time.Instant;

/**
 * Removal of what has been kept long enough. Each call does a bounded piece of the work in one transaction and answers
 * how much that was; callers repeat until it answers 0.
 */
public interface Retention {
    /** Deletes links that expired before {@code instant}, as their owner's delete would: the code stays taken. */
    int deleteLinksExpiredBefore(Instant instant, Instant now);

    /**
     * Empties links deleted before {@code instant}: target, texts, tags and metadata go, the code and the internal number
     * stay for ever.
     */
    int eraseLinksDeletedBefore(Instant instant);

    /** Removes idempotency records made before {@code instant}. */
    int pruneIdempotencyBefore(Instant instant);

    /** Removes changes written before {@code instant}; readers that had not come that far are told to start afresh. */
    int pruneChangesBefore(Instant instant);
}
