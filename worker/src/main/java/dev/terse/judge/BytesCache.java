package dev.terse.judge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was made of runs of bytes that strangers sent: a set-associative cache, four entries a set, of which the one that
 * was used least recently makes room. A hit allocates nothing. Whatever strangers send, it never grows, and a look-up
 * compares four runs at most. For one thread.
 */
final class BytesCache<V> {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WAYS = 4;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final @Nullable Entry<V>[] entries;
    private final int[] hashes;
    private final int mask;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Entry<V>(byte[] key, V value) {}

    /** @param capacity entries at most, a power of two */
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type parameters
    BytesCache(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < WAYS) {
            throw new IllegalArgumentException("not a power of two, or too few: " + capacity);
        }
        entries = new Entry[capacity];
        hashes = new int[capacity];
        mask = capacity / WAYS - 1;
    }

    static int hash(byte[] bytes, int offset, int length) {
        long hash = length * MIX;
        int whole = length & ~7;
        for (int i = 0; i < whole; i += 8) {
            hash = (hash ^ (long) LONG.get(bytes, offset + i)) * MIX;
            hash ^= hash >>> 29;
        }
        long last = 0;
        for (int i = whole; i < length; i++) {
            last = last << 8 | (bytes[offset + i] & 0xFF);
        }
        hash = (hash ^ last) * MIX;
        return (int) (hash >>> 32) ^ (int) (hash >>> 15);
    }

    /** What is kept for these bytes, or null. */
    @Nullable
    V find(byte[] bytes, int offset, int length) {
        int hash = hash(bytes, offset, length);
        int first = (hash & mask) * WAYS;
        for (int way = 0; way < WAYS; way++) {
            Entry<V> entry = entries[first + way];
            if (entry == null) {
                return null;
            }
            if (hashes[first + way] == hash
                    && Arrays.equals(entry.key, 0, entry.key.length, bytes, offset, offset + length)) {
                if (way > 0) {
                    putFirst(first, way, hash, entry);
                }
                return entry.value;
            }
        }
        return null;
    }

    /** Keeps a value for bytes that nothing is kept for. The bytes are copied. */
    void put(byte[] bytes, int offset, int length, V value) {
        int hash = hash(bytes, offset, length);
        byte[] key = Arrays.copyOfRange(bytes, offset, offset + length);
        putFirst((hash & mask) * WAYS, WAYS - 1, hash, new Entry<>(key, value));
    }

    /** Puts an entry before those that were used less recently, in place of the one at {@code way}. */
    private void putFirst(int first, int way, int hash, Entry<V> entry) {
        System.arraycopy(entries, first, entries, first + 1, way);
        System.arraycopy(hashes, first, hashes, first + 1, way);
        entries[first] = entry;
        hashes[first] = hash;
    }

    void clear() {
        Arrays.fill(entries, null);
    }
}
