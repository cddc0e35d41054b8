package dev.terse.stats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link Packer} wrote. Throws {@link IndexOutOfBoundsException} where the bytes end too early. For one
 * thread.
 */
public final class Unpacker {
    private final byte[] bytes;
    private final int end;
    private int at;

    public Unpacker(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Unpacker(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[step(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a number without an end");
    }

    /** A number of clicks. */
    long count() {
        long count = number();
        if (count < 0) {
            throw new IllegalArgumentException("a number of clicks that is too large");
        }
        return count;
    }

    /** A number that is no more than there are bytes: how many of something there are, or how long it is. */
    public int length() {
        long length = number();
        if (length < 0 || length > bytes.length) {
            throw new IndexOutOfBoundsException(length + " of " + bytes.length);
        }
        return (int) length;
    }

    public String text() {
        int length = length();
        return new String(bytes, step(length), length, StandardCharsets.UTF_8);
    }

    long word() {
        int from = step(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (bytes[from + i] & 0xFFL) << (8 * i);
        }
        return value;
    }

    /** All bytes that are left. */
    byte[] rest() {
        int from = step(end - at);
        return Arrays.copyOfRange(bytes, from, end);
    }

    Unpacker section() {
        int length = length();
        int from = step(length);
        return new Unpacker(bytes, from, from + length);
    }

    public void skipSection() {
        int _ = step(length());
    }

    /** Where the next byte is in the array, for {@link #goTo}. */
    public int at() {
        return at;
    }

    public void goTo(int place) {
        if (place < 0 || place > end) {
            throw new IndexOutOfBoundsException(place + " of " + end);
        }
        at = place;
    }

    /** Goes on by some bytes, and returns where they begin. */
    private int step(int length) {
        if (length < 0 || length > end - at) {
            throw new IndexOutOfBoundsException(length + " bytes at " + at + " of " + end);
        }
        int from = at;
        at += length;
        return from;
    }
}
