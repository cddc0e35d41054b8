package dev.terse.journal;

import dev.terse.click.ClickInbox;
import dev.terse.journal.ClickJournals.Remaining;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clicks of a journal of this process that wait to be handed over. */
final class JournalTail implements Outgoing {
    private static final Logger log = LoggerFactory.getLogger(JournalTail.class);

    private static final int CHUNK = 256 << 10;

    private final ClickJournal journal;
    private final SegmentFolder folder;
    private Segment segment;
    private volatile long position;

    /** @param none where the journal begins */
    JournalTail(ClickJournal journal, SegmentFolder folder, Segment none) {
        this.journal = journal;
        this.folder = folder;
        this.segment = none;
    }

    @Override
    public @Nullable Piece next(ClickInbox inbox, int maxBytes) {
        while (true) {
            // The end is read before the segment's successor: where that is null, the end lies in this segment.
            long end = journal.published();
            Segment following = segment.next();
            if (following != null && position >= following.base) {
                folder.delete(segment);
                segment = following;
                continue;
            }
            if (following != null) {
                end = Math.min(end, following.base);
            }
            if (position >= end) {
                return null;
            }
            byte[] bytes = new byte[(int) Math.min(end - position, maxBytes)];
            segment.read(position, bytes, bytes.length);
            Piece piece = WholeRecords.published(journal.id(), position, bytes);
            if (piece != null) {
                return piece;
            }
            log.error(
                    "{} bytes of clicks were overwritten by somebody else in {}, and are lost",
                    end - position,
                    segment.file);
            position = end;
        }
    }

    @Override
    public void handedOver(Piece piece, long reached) {
        position = Math.max(position, reached);
    }

    /** Up to where everything is handed over. Any thread. */
    long position() {
        return position;
    }

    @Override
    public boolean isFinished() {
        return false;
    }

    @Override
    public long bytesWaiting() {
        return Math.max(0, journal.published() - position);
    }

    @Override
    public Remaining remaining() {
        long clicks = 0;
        long from = position;
        Segment at = segment;
        while (from < journal.published()) {
            Segment following = at.next();
            if (following != null && from >= following.base) {
                at = following;
                continue;
            }
            long end = following == null ? journal.published() : following.base;
            byte[] bytes = new byte[(int) Math.min(end - from, CHUNK)];
            at.read(from, bytes, bytes.length);
            Piece piece = WholeRecords.published(journal.id(), from, bytes);
            clicks += piece == null ? 0 : piece.clicks();
            from = piece == null ? end : piece.batch().to();
        }
        return new Remaining(clicks, bytesWaiting());
    }

    /**
     * Deletes the files of what was handed over, and gives memory back, after the journal was closed. The memory of the last
     * segment is kept for as long as the process lives: nothing proves here that its writer has ended.
     */
    void close() {
        for (Segment following; (following = segment.next()) != null; segment = following) {
            if (position >= following.base) {
                folder.delete(segment);
            } else {
                segment.release();
            }
        }
        if (position >= journal.published()) {
            folder.deleteFile(segment);
        }
    }
}
