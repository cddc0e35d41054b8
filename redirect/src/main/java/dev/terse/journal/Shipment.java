package dev.terse.journal;

import dev.terse.click.ClickInbox;
import dev.terse.journal.Outgoing.Piece;
import dev.terse.journal.SegmentFolder.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was handed over of a folder that no process uses any more.
 *
 * @param journals that the folder held
 * @param clicks that the inbox did not have before
 * @param bytes of their records
 * @param tornBytes that were no whole clicks, and are lost
 * @param left files that stay in the folder, and their clicks with them
 */
public record Shipment(int journals, long clicks, long bytes, long tornBytes, Left left) {
    private static final int BATCH = 256 << 10;

    /**
     * Files whose clicks were not handed over.
     *
     * @param unreadable those that the disk did not give out to their end; another call tries again
     * @param newer those that a newer version wrote, which ships them
     * @param damaged those that lie aside, because their headers are damaged
     */
    public record Left(int unreadable, int newer, int damaged) {
        static final Left NONE = new Left(0, 0, 0);

        /** Whether everything was handed over. */
        public boolean isNothing() {
            return equals(NONE);
        }
    }

    /**
     * Hands over everything that the journals in a folder hold, and deletes what the inbox has. Where it fails, nothing is
     * lost, and the rest can be handed over by another call.
     *
     * @param folder used by no process, which the caller sees to
     * @throws dev.terse.store.StorageUnavailable where the inbox can't answer
     * @throws IOException where the folder can't be read
     */
    public static Shipment of(Path folder, ClickInbox inbox, InstantSource clock) throws IOException {
        SegmentFolder segments = new SegmentFolder(folder, 0);
        LongAdder torn = new LongAdder();
        long clicks = 0;
        long bytes = 0;
        int unreadable = 0;
        Map<UUID, List<Found>> journals = segments.find();
        for (Map.Entry<UUID, List<Found>> journal : journals.entrySet()) {
            LeftoverJournal leftover = new LeftoverJournal(journal.getKey(), journal.getValue(), segments, torn);
            for (Piece piece; (piece = leftover.next(inbox, BATCH)) != null; ) {
                long reached = inbox.append(piece.batch(), clock.instant());
                leftover.handedOver(piece, reached);
                if (reached == piece.batch().to()) {
                    clicks += piece.clicks();
                    bytes += piece.batch().records().length;
                }
            }
            unreadable += leftover.files();
        }
        Left left = new Left(unreadable, segments.newer(), segments.damaged());
        return new Shipment(journals.size(), clicks, bytes, torn.sum(), left);
    }
}
