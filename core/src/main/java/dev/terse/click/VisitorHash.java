package dev.terse.click;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * Tells the visitors of one day apart without telling who they are: SipHash-2-4 (Aumasson and Bernstein, 2012) of address
 * and User-Agent under a key that all processes share for that day, and that is destroyed afterwards. Without the key a
 * hash can't be tried out against all addresses; with another day's key the same visitor has another hash.
 *
 * <p>Safe for use by many threads.
 */
public final class VisitorHash {
    /** Bytes of a day's key. */
    public static final int KEY_LENGTH = 16;

    private final LocalDate day;
    private final long key0;
    private final long key1;

    /** @param day in UTC, the one that the key is for */
    public VisitorHash(LocalDate day, byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key has " + KEY_LENGTH + " bytes");
        }
        byte[] own = Arrays.copyOf(key, KEY_LENGTH);
        this.day = day;
        this.key0 = (long) ClickEncoder.LONG.get(own, 0);
        this.key1 = (long) ClickEncoder.LONG.get(own, 8);
    }

    public LocalDate day() {
        return day;
    }

    /** The hash of the first {@code length} bytes, never 0. */
    public long of(byte[] bytes, int length) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int whole = length & ~7;
        for (int at = 0; at <= whole + 8; at += 8) {
            boolean ends = at > whole;
            long word = ends ? 0 : at < whole ? (long) ClickEncoder.LONG.get(bytes, at) : last(bytes, whole, length);
            v3 ^= word;
            v2 ^= ends ? 0xff : 0;
            for (int round = ends ? 4 : 2; round > 0; round--) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        long hash = v0 ^ v1 ^ v2 ^ v3;
        return hash == 0 ? 1 : hash;
    }

    private static long last(byte[] bytes, int from, int length) {
        long word = (long) length << 56;
        for (int i = from; i < length; i++) {
            word |= (bytes[i] & 0xFFL) << (8 * (i - from));
        }
        return word;
    }
}
