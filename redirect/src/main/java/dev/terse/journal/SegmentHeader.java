package dev.terse.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a segment, little-endian: {@code TRSCLICK} (8 bytes), the format's version (4), zeros (4), the
 * journal's UUID as its upper and its lower half (16), the base (8), zeros (20), and the CRC-32C of all that (4).
 *
 * @param journal whose records follow
 * @param base the position of the first of them
 */
record SegmentHeader(UUID journal, long base) {
    static final int LENGTH = 64;
    static final int CHECKSUM = 60;
    static final int VERSION = 1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC = 0x4B43494C43535254L;
    private static final long MAX_BASE = Long.MAX_VALUE / 2;
    private static final int VERSION_AT = 8;
    private static final int UUID_AT = 16;
    private static final int BASE_AT = 32;

    /** What the first bytes of a file turned out to be. */
    sealed interface Reading {
        /** A segment that was in use. */
        record Used(SegmentHeader header) implements Reading {}

        /** A segment without any record: it stood ready, or the process ended before its first record. */
        record Unused() implements Reading {}

        /** A segment of another version of Terse, which that version can read. */
        record OfVersion(int version) implements Reading {}

        /** No header that can be trusted. */
        record Damaged() implements Reading {}
    }

    /** Writes a header with base 0 into the first 64 bytes; {@link #setBase} completes it. */
    static byte[] template(UUID journal) {
        byte[] bytes = new byte[LENGTH];
        LONG.set(bytes, 0, MAGIC);
        INT.set(bytes, VERSION_AT, VERSION);
        LONG.set(bytes, UUID_AT, journal.getMostSignificantBits());
        LONG.set(bytes, UUID_AT + Long.BYTES, journal.getLeastSignificantBits());
        return bytes;
    }

    /** Puts a base into a header, and returns its checksum, which is not put there. Allocates nothing. */
    static int setBase(byte[] bytes, long base, CRC32C checksum) {
        LONG.set(bytes, BASE_AT, base);
        return checksum(bytes, checksum);
    }

    private static int checksum(byte[] bytes, CRC32C checksum) {
        checksum.reset();
        checksum.update(bytes, 0, CHECKSUM);
        return (int) checksum.getValue();
    }

    /** Reads a header from the first 64 bytes of a file, or from fewer where it has no more. */
    static Reading read(byte[] bytes, int length) {
        int written = 0;
        for (int i = 0; i < length; i++) {
            written |= bytes[i];
        }
        if (written == 0) {
            return new Reading.Unused();
        }
        if (length < LENGTH || (long) LONG.get(bytes, 0) != MAGIC) {
            return new Reading.Damaged();
        }
        if ((int) INT.get(bytes, CHECKSUM) != checksum(bytes, new CRC32C())) {
            // The checksum is stored last, and no record before it.
            return (int) INT.get(bytes, CHECKSUM) == 0 ? new Reading.Unused() : new Reading.Damaged();
        }
        int version = (int) INT.get(bytes, VERSION_AT);
        if (version != VERSION) {
            return new Reading.OfVersion(version);
        }
        long base = (long) LONG.get(bytes, BASE_AT);
        if (base < 0 || base > MAX_BASE) {
            return new Reading.Damaged();
        }
        UUID journal = new UUID((long) LONG.get(bytes, UUID_AT), (long) LONG.get(bytes, UUID_AT + Long.BYTES));
        return new Reading.Used(new SegmentHeader(journal, base));
    }
}
