package dev.terse.journal;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox;
import org.jspecify.annotations.Nullable;

/** What one journal has to hand over. Used by the thread that ships; {@link #bytesWaiting} by any. */
interface Outgoing {
    /**
     * The next batch, null where there is none at the moment. Says the same again until {@link #handedOver}.
     *
     * @throws dev.terse.store.StorageUnavailable where the inbox has to be asked first, and can't answer
     */
    @Nullable
    Piece next(ClickInbox inbox, int maxBytes);

    /**
     * Says up to where the inbox has the journal now. Files that lie wholly before that are deleted.
     *
     * @param piece what was handed over
     */
    void handedOver(Piece piece, long position);

    /** Whether there will never be another batch; what waits even so can't be read. */
    boolean isFinished();

    /** Bytes of records that wait; of an earlier start, what room its files have for them. */
    long bytesWaiting();

    /** Counts what waits, once nothing more is written or handed over. */
    ClickJournals.Remaining remaining();

    /**
     * A batch, and what of it is of interest to the one who hands it over.
     *
     * @param clicks records in the batch
     * @param oldestMillis when the first of them was made, by the clock of whoever made it
     */
    record Piece(ClickBatch batch, int clicks, long oldestMillis) {}
}
