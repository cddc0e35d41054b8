package dev.terse.click;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Clicks that were handed over and are not counted yet. For each journal it keeps the position up to which it has the
 * clicks, so that a batch that is handed over twice is taken once.
 *
 * <p>Positions are kept for ever: less than 100 bytes for each event loop and start of a process. Nothing tells when the
 * last copy of a journal is gone, and a position that a wrong clock removed too early would have its clicks counted again.
 */
public interface ClickInbox {
    /** Up to where the clicks of a journal are here; 0 for one that nothing is known of. */
    long position(UUID journal);

    /**
     * Takes a batch that begins where the journal's last one ended, in one transaction with the journal's new position;
     * when this returns, both are on disk. A batch that begins before that is left alone, and the caller goes on from the
     * position that is returned. One that begins after it leaves a gap, because this store forgot what it had (it was
     * restored from a backup): it is taken, and the gap's length is kept.
     *
     * @return the journal's position: {@link ClickBatch#to} where the batch was taken
     */
    long append(ClickBatch batch, Instant now);

    /**
     * The batches that wait, the oldest first, as many as have at most {@code maxBytes} together and at least one if there
     * is one. They stay here until {@link dev.terse.stats.Stats#apply} removes them.
     */
    List<Waiting> waiting(int maxBytes);

    /** What this holds at the moment. */
    Depth depth();

    /** A batch that waits. {@code number} is its name in the store. */
    record Waiting(long number, ClickBatch batch) {}

    /**
     * How much waits.
     *
     * @param oldest when the oldest batch that waits was taken, null where none waits
     * @param gapBytes the length of all gaps so far, in bytes of records
     */
    record Depth(long batches, long bytes, @Nullable Instant oldest, long gapBytes) {}
}
