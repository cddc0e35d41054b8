package dev.terse.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link ByteWriter} wrote. Throws {@link IndexOutOfBoundsException} where the bytes end too early. For one
 * thread.
 */
final class ByteReader {
    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int at() {
        return at;
    }

    void goTo(int place) {
        at = place;
    }

    int one() {
        return bytes[at++] & 0xFF;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a number without an end");
    }

    /** A number that is no more than there are bytes: how many of something there are, or how long it is. */
    int count() {
        long count = number();
        if (count < 0 || count > bytes.length) {
            throw new IndexOutOfBoundsException(count + " of " + bytes.length);
        }
        return (int) count;
    }

    String text() {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Bytes with their number. */
    byte[] section() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    void skipSection() {
        int length = count();
        at += length;
    }

    /** All bytes that are left. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }
}
