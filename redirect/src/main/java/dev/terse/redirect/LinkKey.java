package dev.terse.redirect;

import dev.terse.code.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A code on a domain, in one small object: to compare keys is most of the work of finding a link, and each object more that
 * has to be followed for it is likely to be missing from the processor's cache.
 */
final class LinkKey implements AskedKey {
    /** How many characters fit into a number. */
    static final int WORD = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NOTHING = {};

    final long domain;
    final long first;
    final long second;
    /** What follows the first sixteen characters. */
    final byte[] rest;

    private final int hash;

    LinkKey(long domain, Code code) {
        byte[] bytes = Arrays.copyOf(code.value().getBytes(StandardCharsets.US_ASCII), Code.MAX_LENGTH);
        int length = code.value().length();
        this.domain = domain;
        this.first = word(bytes, 0, length);
        this.second = word(bytes, WORD, length);
        this.rest = length > 2 * WORD ? Arrays.copyOfRange(bytes, 2 * WORD, length) : NOTHING;
        this.hash = hash(hash(domain, first, second), bytes, 2 * WORD, length);
    }

    /** Up to eight characters from {@code start} on, and none from {@code end} on. The array has eight bytes there. */
    static long word(byte[] bytes, int start, int end) {
        if (start >= end) {
            return 0;
        }
        long word = (long) LONG.get(bytes, start);
        return end - start >= WORD ? word : word & (-1L >>> (8 * (WORD - (end - start))));
    }

    static int hash(long domain, long first, long second) {
        long mixed = (first ^ Long.rotateLeft(second, 32) ^ (domain << 56)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** A hash that takes in the characters from {@code start} on, eight at a time; the same where there are none. */
    static int hash(int hash, byte[] bytes, int start, int end) {
        int mixed = hash;
        for (int at = start; at < end; at += WORD) {
            long product = (mixed ^ word(bytes, at, end)) * 0x9E3779B97F4A7C15L;
            mixed = (int) (product ^ (product >>> 32));
        }
        return mixed;
    }

    long domain() {
        return domain;
    }

    Code code() {
        byte[] bytes = new byte[2 * WORD + rest.length];
        LONG.set(bytes, 0, first);
        LONG.set(bytes, WORD, second);
        System.arraycopy(rest, 0, bytes, 2 * WORD, rest.length);
        int length = bytes.length;
        while (bytes[length - 1] == 0) {
            length--;
        }
        return new Code(new String(bytes, 0, length, StandardCharsets.US_ASCII));
    }

    @Override
    public LinkKey kept() {
        return this;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LinkKey key
                && key.first == first
                && key.second == second
                && key.domain == domain
                && Arrays.equals(key.rest, rest);
    }

    @Override
    public String toString() {
        return domain + "/" + code();
    }
}
