package dev.terse.storage;

import java.util.Arrays;

/** Writes numbers in as few bytes as they need (LEB128) and bytes into an array that grows. For one thread. */
final class ByteWriter {
    private byte[] bytes;
    private int size;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    /** Forgets what was written. */
    void clear() {
        size = 0;
    }

    void one(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** Writes a number, 0 and up, or any other one in ten bytes. */
    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Writes bytes with their number. */
    void section(byte[] section) {
        number(section.length);
        bytes(section, section.length);
    }

    /** Writes what another one holds. */
    void bytes(ByteWriter other) {
        bytes(other.bytes, other.size);
    }

    void bytes(byte[] from, int length) {
        room(length);
        System.arraycopy(from, 0, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
