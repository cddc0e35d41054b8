package dev.terse.stats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers in as few bytes as they need (LEB128) and texts with their length. For one thread. */
public final class Packer {
    private byte[] bytes;
    private int size;

    /** @param capacity how many bytes are expected */
    public Packer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Writes a number, 0 and up. */
    public void number(long value) {
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
        section(text.getBytes(StandardCharsets.UTF_8));
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

    /** Writes the first bytes of an array. */
    public void bytes(byte[] from, int length) {
        makeRoom(length);
        System.arraycopy(from, 0, bytes, size, length);
        size += length;
    }

    /** Writes what another one holds. */
    public void bytes(Packer other) {
        bytes(other.bytes, other.size);
    }

    /** Writes bytes with their number. */
    public void section(byte[] section) {
        number(section.length);
        bytes(section, section.length);
    }

    /** How many bytes are written by now. */
    public int size() {
        return size;
    }

    /** Puts the length of what was written since the size was {@code from} before it. */
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
    public void clear() {
        size = 0;
    }

    /** A copy of what is written by now. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void makeRoom(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
