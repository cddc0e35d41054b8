package dev.terse.stats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers in as few bytes as they need (LEB128) and texts with their length. For one thread. */
final class Packer {
    private byte[] bytes;
    private int size;

    /** @param capacity how many bytes are expected */
    Packer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Writes a number, 0 and up. */
    void number(long value) {
        makeRoom(10);
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void text(String text) {
        int length = text.length();
        makeRoom(length + 1);
        int from = size;
        if (length < 0x80 && putAscii(text, from + 1)) {
            bytes[from] = (byte) length;
            size = from + 1 + length;
            return;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        bytes(encoded);
    }

    private boolean putAscii(String text, int at) {
        byte[] into = bytes;
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            all |= c;
            into[at + i] = (byte) c;
        }
        return all < 0x80;
    }

    /** Writes all 8 bytes of a number. */
    void word(long value) {
        makeRoom(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void bytes(byte[] more) {
        makeRoom(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** How much is written by now, for {@link #endSection}. */
    int beginSection() {
        return size;
    }

    /** Puts the length of what was written since {@code from} before it. */
    void endSection(int from) {
        int length = size - from;
        int room = 1;
        for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
            room++;
        }
        makeRoom(room);
        System.arraycopy(bytes, from, bytes, from + room, length);
        size = from;
        number(length);
        size = from + room + length;
    }

    /** Forgets what was written. */
    void clear() {
        size = 0;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
