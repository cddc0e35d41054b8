package dev.terse.journal;

import dev.terse.click.ClickInbox;
import dev.terse.journal.ClickJournals.Remaining;
import dev.terse.journal.SegmentFolder.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal of an earlier start, as far as its files can be read. Of each segment that is what lies before the first
 * record that is not intact. Reading begins where the inbox ends: pages whose clicks were handed over need never have come
 * to disk. Where the disk fails, the files stay for the next start.
 */
final class LeftoverJournal implements Outgoing {
    private static final Logger log = LoggerFactory.getLogger(LeftoverJournal.class);
    private static final int CHUNK = 256 << 10;

    private final UUID id;
    private final Deque<Found> segments;
    private final SegmentFolder folder;
    private final LongAdder tornBytes;
    private boolean begun;
    private boolean unreadable;
    private long position;
    private volatile long bytesWaiting;

    /**
     * @param segments in the order of their bases, at least one
     * @param tornBytes grows by what can't be read
     */
    LeftoverJournal(UUID id, List<Found> segments, SegmentFolder folder, LongAdder tornBytes) {
        this.id = id;
        this.segments = new ArrayDeque<>(segments);
        this.folder = folder;
        this.tornBytes = tornBytes;
        this.bytesWaiting = sizeOfRest();
    }

    @Override
    public @Nullable Piece next(ClickInbox inbox, int maxBytes) {
        if (unreadable) {
            return null;
        }
        if (!begun) {
            position = inbox.position(id);
            begun = true;
        }
        try {
            return next(maxBytes);
        } catch (IOException failure) {
            log.error("Clicks of an earlier start can't be read; the next start tries again", failure);
            unreadable = true;
            return null;
        } finally {
            bytesWaiting = sizeOfRest();
        }
    }

    private @Nullable Piece next(int maxBytes) throws IOException {
        for (Found segment; (segment = segments.peekFirst()) != null; ) {
            long end = endOf(segment);
            Piece piece = read(segment, Math.max(position, segment.base()), end, maxBytes);
            if (piece != null) {
                return piece;
            }
            long torn = tornBytes(segment, Math.max(position, segment.base()), end);
            if (torn > 0) {
                tornBytes.add(torn);
                log.warn("{} bytes at the end of {} are no whole clicks, and are left out", torn, segment.file());
            }
            folder.delete(segment.file(), segment.length());
            segments.removeFirst();
        }
        return null;
    }

    /** Where the segment's records end at the latest. */
    private long endOf(Found segment) {
        long full = segment.base() + Math.max(0, segment.length() - SegmentHeader.LENGTH);
        for (Found other : segments) {
            if (other.base() > segment.base()) {
                return Math.min(full, other.base());
            }
        }
        return full;
    }

    private @Nullable Piece read(Found segment, long from, long end, int maxBytes) throws IOException {
        if (from >= end) {
            return null;
        }
        return WholeRecords.intact(id, from, bytes(segment, from, end, maxBytes));
    }

    private static byte[] bytes(Found segment, long from, long end, int maxBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(maxBytes, end - from));
        long offset = SegmentHeader.LENGTH + from - segment.base();
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // reads on until there is no more
            }
        }
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    /** How many bytes from {@code from} on were written and can't be read: zeros at the end of a journal are no loss. */
    private long tornBytes(Found segment, long from, long end) throws IOException {
        if (segments.size() > 1) {
            return Math.max(0, List.copyOf(segments).get(1).base() - from);
        }
        long torn = 0;
        for (long at = from; at < end; at += CHUNK) {
            byte[] bytes = bytes(segment, at, end, CHUNK);
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    torn = at + i + 1 - from;
                }
            }
        }
        return torn;
    }

    @Override
    public void handedOver(Piece piece, long reached) {
        position = Math.max(position, reached);
    }

    @Override
    public boolean isFinished() {
        return unreadable || segments.isEmpty();
    }

    /** How many files are not handed over yet. */
    int files() {
        return segments.size();
    }

    @Override
    public long bytesWaiting() {
        return bytesWaiting;
    }

    private long sizeOfRest() {
        long bytes = 0;
        for (Found segment : segments) {
            bytes += Math.max(0, endOf(segment) - Math.max(position, segment.base()));
        }
        return bytes;
    }

    @Override
    public Remaining remaining() {
        long clicks = 0;
        long bytes = 0;
        for (Found segment : segments) {
            long end = endOf(segment);
            long from = Math.max(position, segment.base());
            try {
                for (Piece piece;
                        (piece = read(segment, from, end, CHUNK)) != null;
                        from = piece.batch().to()) {
                    clicks += piece.clicks();
                    bytes += piece.batch().records().length;
                }
            } catch (IOException failure) {
                log.warn("The clicks in {} can't be counted: {}", segment.file(), failure.toString());
                return Remaining.uncounted(sizeOfRest());
            }
        }
        return new Remaining(clicks, bytes);
    }
}
