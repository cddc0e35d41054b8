package dev.terse.journal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One mapped file of a journal of this process. The event loop writes it, others read what is published of it; whoever
 * hands over its last batch releases it. Each segment knows the one after it, so that readers follow the writer without
 * any list that both would have to lock.
 */
final class Segment {
    /** Null for the place before a journal's first segment. */
    final @Nullable Path file;

    final MemorySegment memory;
    private final @Nullable Arena arena;

    /** The position of the first record. Written before this segment is anybody's {@link #next}. */
    long base;

    private volatile @Nullable Segment next;
    private boolean released;
    private boolean forced;

    Segment(@Nullable Path file, MemorySegment memory, @Nullable Arena arena) {
        this.file = file;
        this.memory = memory;
        this.arena = arena;
    }

    /** The place before a journal's first segment, without any record. */
    static Segment beforeFirst() {
        return new Segment(null, MemorySegment.NULL, null);
    }

    /** The segment after this one, null while this one is being written. */
    @Nullable
    Segment next() {
        return next;
    }

    /** Ends this segment: its last record is before {@code following}'s base. Called by the writer. */
    void endsBefore(Segment following) {
        next = following;
    }

    long size() {
        return memory.byteSize();
    }

    /** Copies records out. Called by whoever may release this, so that it is not released meanwhile. */
    void read(long position, byte[] into, int length) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset(position), into, 0, length);
    }

    private long offset(long position) {
        return SegmentHeader.LENGTH + position - base;
    }

    /**
     * Forces to disk what lies between two positions, and the header with it the first time. Does nothing where this is
     * released: what was handed over needs no disk. Waits for the disk.
     *
     * @throws java.io.UncheckedIOException where the disk can't
     */
    synchronized void force(long from, long to) {
        if (released || file == null) {
            return;
        }
        long start = forced ? offset(from) : 0;
        memory.asSlice(start, offset(to) - start).force();
        forced = true;
    }

    /** Gives the mapping back. Waits for a {@link #force} under way. */
    synchronized void release() {
        if (!released && arena != null) {
            arena.close();
        }
        released = true;
    }
}
