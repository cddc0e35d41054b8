package dev.terse.journal;

import java.io.IOException;

/**
 * Forces what one journal wrote to disk, behind the writer. Used by one thread.
 *
 * <p>The page that the writer is in is left alone while it fills, since a store into a page on its way to the disk may have
 * to wait. It is forced where something in it was there at the pass before, which only a slow writer lets happen. What was
 * handed over is not forced at all: the store has it.
 */
final class JournalForcer {
    private final ClickJournal journal;
    private final JournalTail tail;
    private final SegmentFolder folder;
    private Segment segment;
    private Segment named;
    private long forced;
    private long endBefore;

    JournalForcer(ClickJournal journal, JournalTail tail, SegmentFolder folder, Segment beforeFirst) {
        this.journal = journal;
        this.tail = tail;
        this.folder = folder;
        this.segment = beforeFirst;
        this.named = beforeFirst;
    }

    /**
     * Makes one pass. Waits for the disk.
     *
     * @throws IOException where the disk can't; {@link java.io.UncheckedIOException} the same
     */
    void force() throws IOException {
        pass(false);
    }

    /** Makes a last pass, after the writer has ended, that leaves nothing out. */
    void forceAll() throws IOException {
        pass(true);
    }

    private void pass(boolean everything) throws IOException {
        long end = journal.published();
        forced = Math.max(forced, tail.position());
        while (forced < end) {
            Segment following = segment.next();
            if (following != null && following.base <= forced) {
                segment = following;
                continue;
            }
            long to = following == null ? end : Math.min(end, following.base);
            if (following == null && !everything) {
                to = behindWriter(to);
            }
            if (to <= forced) {
                break;
            }
            if (segment != named) {
                folder.forceNames();
                named = segment;
            }
            segment.force(forced, to);
            forced = to;
        }
        endBefore = end;
    }

    private long behindWriter(long end) {
        long inFile = SegmentHeader.LENGTH + end - segment.base;
        long wholePages = end - inFile % JournalSettings.PAGE;
        return wholePages <= forced && endBefore > forced ? end : wholePages;
    }

    /** Up to where everything is on disk, or handed over. */
    long position() {
        return forced;
    }
}
