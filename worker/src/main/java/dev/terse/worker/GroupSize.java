package dev.terse.worker;

import java.time.Duration;

/**
 * How many bytes of batches are counted in one transaction: as many as the store takes a given time for, by what it took
 * for the last ones. For one thread.
 */
final class GroupSize {
    static final int LEAST = 64 << 10;
    static final int MOST = 2 << 20;
    private static final int FIRST = 512 << 10;

    private final long wantedNanos;
    private int bytes = FIRST;

    GroupSize(Duration wanted) {
        this.wantedNanos = wanted.toNanos();
    }

    int bytes() {
        return bytes;
    }

    /** Notes that the store did not answer, which may be due to the size of a group. */
    void tookTooLong() {
        bytes = Math.max(bytes / 2, LEAST);
    }

    /** Notes how long the store took. Small groups tell little, as the fixed part of a transaction is most of theirs. */
    void took(long groupBytes, long nanos) {
        if (groupBytes < bytes / 2 && nanos <= wantedNanos) {
            return;
        }
        double wanted = (double) groupBytes * wantedNanos / Math.max(nanos, 1);
        double next = Math.clamp((bytes + wanted) / 2, bytes / 2.0, bytes * 2.0);
        bytes = (int) Math.clamp(next, LEAST, MOST);
    }
}
