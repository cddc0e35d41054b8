package dev.terse.journal;

import dev.terse.click.ClickEncoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's journal of clicks, in memory that is mapped from files. Written by one thread; see the package for the
 * files, and for what of them survives what.
 *
 * <p>{@link #append} takes no lock, makes no system call, allocates nothing and waits for nobody. The segments that it
 * goes through are made ready by another thread; where none is, the click is dropped and counted. Its pages are touched
 * before they are handed to it and forced to disk only behind it, so that a store into them need not wait either.
 */
public final class ClickJournal {
    private static final ValueLayout.OfInt LITTLE_ENDIAN = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle MAPPED = LITTLE_ENDIAN.varHandle();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle PUBLISHED = counter("published");
    private static final VarHandle RECORDED = counter("recorded");
    private static final VarHandle DROPPED = counter("dropped");

    private final UUID id;
    private final byte[] header;
    private final CRC32C checksum = new CRC32C();

    private Segment segment;
    private MemorySegment memory;
    private long end;
    private long size;

    private long published;
    private long recorded;
    private long dropped;

    private final AtomicReference<@Nullable Segment> spare = new AtomicReference<>();
    private volatile boolean closed;

    /** @param none where the journal begins, which those who follow the writer know too */
    ClickJournal(UUID id, Segment none) {
        this.id = id;
        this.header = SegmentHeader.template(id);
        this.segment = none;
        this.memory = none.memory;
    }

    private static VarHandle counter(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(ClickJournal.class, field, long.class);
        } catch (ReflectiveOperationException renamed) {
            throw new ExceptionInInitializerError(renamed);
        }
    }

    /**
     * Records a click: it outlives this process from the moment in which this returns true. Called by the event loop that
     * the journal was opened for, before the answer is written.
     *
     * @param record begins with what {@link ClickEncoder#end} completed; not kept
     * @param length what {@link ClickEncoder#end} returned
     * @return false where the click was dropped, because no segment is ready: the bound is reached, the disk is full or too
     *     slow, or the journal is closed
     */
    public boolean append(byte[] record, int length) {
        long at = end;
        if (closed || (length > size - at && !goOn())) {
            DROPPED.setOpaque(this, dropped + 1);
            return false;
        }
        at = end;
        MemorySegment.copy(
                record, Integer.BYTES, memory, ValueLayout.JAVA_BYTE, at + Integer.BYTES, length - Integer.BYTES);
        MAPPED.setRelease(memory, at, (int) INT.get(record, 0));
        end = at + length;
        RECORDED.setOpaque(this, recorded + 1);
        PUBLISHED.setRelease(this, published + length);
        return true;
    }

    /** Goes on with the segment that stands ready; false where there is none. */
    private boolean goOn() {
        Segment following = spare.getAndSet(null);
        if (following == null) {
            leaveSegment();
            return false;
        }
        int sum = SegmentHeader.setBase(header, published, checksum);
        MemorySegment.copy(header, 0, following.memory, ValueLayout.JAVA_BYTE, 0, SegmentHeader.CHECKSUM);
        MAPPED.setRelease(following.memory, (long) SegmentHeader.CHECKSUM, sum);
        goInto(following, SegmentHeader.LENGTH);
        return true;
    }

    /** Gives up the segment that is full: once its clicks are handed over, its room may be all that there is. */
    private void leaveSegment() {
        if (size > 0) {
            goInto(Segment.none(), 0);
        }
    }

    private void goInto(Segment following, long firstRecord) {
        following.base = published;
        segment.endsBefore(following);
        segment = following;
        memory = following.memory;
        end = firstRecord;
        size = following.size();
    }

    UUID id() {
        return id;
    }

    /** Up to which position records can be read. Any thread. */
    long published() {
        return (long) PUBLISHED.getAcquire(this);
    }

    /** Clicks that were recorded. Any thread. */
    long recorded() {
        return (long) RECORDED.getOpaque(this);
    }

    /** Clicks that were dropped. Any thread. */
    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }

    /** Whether the writer has taken the segment that stood ready. */
    boolean wantsSpare() {
        return spare.get() == null && !closed;
    }

    /** Hands over a segment that stands ready. Called by one thread, where {@link #wantsSpare}. */
    void spare(Segment ready) {
        spare.set(ready);
    }

    /**
     * Has every later click dropped and counted, and returns the segment that was never used and never will be. Any thread;
     * an append that is under way meanwhile may still record its click.
     */
    @Nullable
    Segment close() {
        closed = true;
        return spare.getAndSet(null);
    }
}
