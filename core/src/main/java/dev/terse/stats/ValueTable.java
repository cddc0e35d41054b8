package dev.terse.stats;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Clicks of people and bots by the values of all dimensions, in one table: most rollups hold a click or two, and a map for
 * each dimension would cost many times what is in it. Open addressing with linear probing; texts are compared by identity
 * first, as those of one counter come from its caches.
 *
 * <p>Strangers choose texts, also such as have one hash code all together. So nobody looks further than {@value
 * #MAX_PROBES} slots: what finds no place by then is counted without a name.
 *
 * <p>Dimensions are codes here, also such as this version does not know: what a later one wrote is added up and packed
 * like any other.
 *
 * <p>For one thread.
 */
final class ValueTable {
    /** No version has a code as high as that: a higher one is damage. */
    private static final int MAX_CODE = 127;

    private static final int FIRST_CAPACITY = 8;
    private static final int SMALL_CAPACITY = 64;
    private static final int MAX_PROBES = 256;
    private static final int NO_SLOT = -1;

    private @Nullable String[] names = new @Nullable String[FIRST_CAPACITY];
    private byte[] codes = new byte[FIRST_CAPACITY];
    /** Humans and bots of each slot, one after the other. */
    private long[] counts = new long[2 * FIRST_CAPACITY];

    private int size;
    /** Humans and bots of each dimension's values that are not told apart, up to the highest; null while there are none. */
    private long @Nullable [] rest;

    void add(int code, String name, long humans, long bots) {
        int slot = slotOf(code, name);
        if (slot == NO_SLOT) {
            addRest(code, humans, bots);
        } else {
            counts[2 * slot] += humans;
            counts[2 * slot + 1] += bots;
        }
    }

    void addRest(int code, long humans, long bots) {
        if ((humans | bots) == 0) {
            return;
        }
        long[] sums = rest;
        if (sums == null || sums.length < 2 * code + 2) {
            int length = 2 * Math.max(Dimension.count(), code + 1);
            sums = sums == null ? new long[length] : Arrays.copyOf(sums, length);
            rest = sums;
        }
        sums[2 * code] += humans;
        sums[2 * code + 1] += bots;
    }

    void addAll(ValueTable other) {
        for (int slot = 0; slot < other.names.length; slot++) {
            String name = other.names[slot];
            if (name != null) {
                add(other.codes[slot], name, other.counts[2 * slot], other.counts[2 * slot + 1]);
            }
        }
        if (other.rest != null) {
            for (int code = 0; 2 * code < other.rest.length; code++) {
                addRest(code, other.rest[2 * code], other.rest[2 * code + 1]);
            }
        }
    }

    private static int start(int code, String name, int mask) {
        int hash = (name.hashCode() + code) * 0x9E3779B9;
        return (hash ^ hash >>> 15) & mask;
    }

    private int slotOf(int code, String name) {
        int mask = names.length - 1;
        int slot = start(code, name, mask);
        int probes = 1;
        String there = names[slot];
        while (there != null) {
            if (codes[slot] == code && (isSame(there, name) || there.equals(name))) {
                return slot;
            }
            if (++probes > MAX_PROBES) {
                return NO_SLOT;
            }
            slot = slot + 1 & mask;
            there = names[slot];
        }
        if (isFull()) {
            grow();
            return slotOf(code, name);
        }
        names[slot] = name;
        codes[slot] = (byte) code;
        size++;
        return slot;
    }

    /** Large tables are kept emptier, so that an honest one never comes near the longest search. */
    private boolean isFull() {
        int capacity = names.length;
        return capacity <= SMALL_CAPACITY ? 4 * (size + 1) > 3 * capacity : 2 * (size + 1) > capacity;
    }

    @SuppressWarnings("ReferenceEquality") // spares most comparisons
    private static boolean isSame(String one, String other) {
        return one == other;
    }

    private void grow() {
        int capacity = 2 * names.length;
        @Nullable String[] oldNames = names;
        byte[] oldCodes = codes;
        long[] oldCounts = counts;
        names = new @Nullable String[capacity];
        codes = new byte[capacity];
        counts = new long[2 * capacity];
        for (int old = 0; old < oldNames.length; old++) {
            String name = oldNames[old];
            if (name != null) {
                int slot = start(oldCodes[old], name, capacity - 1);
                while (names[slot] != null) {
                    slot = slot + 1 & capacity - 1;
                }
                names[slot] = name;
                codes[slot] = oldCodes[old];
                counts[2 * slot] = oldCounts[2 * old];
                counts[2 * slot + 1] = oldCounts[2 * old + 1];
            }
        }
    }

    /** Forgets everything. */
    void clear() {
        if (names.length > SMALL_CAPACITY) {
            names = new @Nullable String[FIRST_CAPACITY];
            codes = new byte[FIRST_CAPACITY];
            counts = new long[2 * FIRST_CAPACITY];
        } else {
            Arrays.fill(names, null);
            Arrays.fill(counts, 0);
        }
        size = 0;
        rest = null;
    }

    void forEach(int code, BiConsumer<String, Rollup.Clicks> action) {
        for (int slot = 0; slot < names.length; slot++) {
            String name = names[slot];
            if (name != null && codes[slot] == code) {
                action.accept(name, new Rollup.Clicks(counts[2 * slot], counts[2 * slot + 1], 0));
            }
        }
    }

    /** The same for a packed table, without the other dimensions; the clicks that are not told apart. */
    static Rollup.Clicks forEach(Unpacker in, int code, BiConsumer<String, Rollup.Clicks> action) {
        while (in.hasMore()) {
            boolean wanted = in.number() == code;
            Unpacker section = in.section();
            if (wanted) {
                for (long left = section.number(); left > 0; left--) {
                    action.accept(section.text(), new Rollup.Clicks(section.count(), section.count(), 0));
                }
                return new Rollup.Clicks(section.count(), section.count(), 0);
            }
        }
        return Rollup.Clicks.NONE;
    }

    Rollup.Clicks rest(int code) {
        return rest == null || rest.length <= 2 * code
                ? Rollup.Clicks.NONE
                : new Rollup.Clicks(rest[2 * code], rest[2 * code + 1], 0);
    }

    /** One section for each dimension, with at most {@code limit} values by name; the least frequent ones go to the rest. */
    void pack(Packer out, int limit) {
        int dimensions = dimensions();
        int[] ends = new int[dimensions];
        for (int slot = 0; slot < names.length; slot++) {
            if (names[slot] != null) {
                ends[codes[slot]]++;
            }
        }
        for (int code = 1; code < dimensions; code++) {
            ends[code] += ends[code - 1];
        }
        int[] slots = new int[size];
        int[] next = ends.clone();
        for (int slot = names.length - 1; slot >= 0; slot--) {
            if (names[slot] != null) {
                slots[--next[codes[slot]]] = slot;
            }
        }
        for (int code = 0; code < dimensions; code++) {
            int from = next[code];
            Rollup.Clicks unnamed = rest(code);
            if (ends[code] > from || unnamed.total() > 0) {
                packDimension(out, code, slots, from, ends[code], limit, unnamed);
            }
        }
    }

    /** One more than the highest code that has something. */
    private int dimensions() {
        int dimensions = rest == null ? 0 : rest.length / 2;
        for (int slot = 0; slot < names.length; slot++) {
            if (names[slot] != null) {
                dimensions = Math.max(dimensions, codes[slot] + 1);
            }
        }
        return dimensions;
    }

    private void packDimension(
            Packer out, int code, int[] slots, int from, int end, int limit, Rollup.Clicks alreadyUnnamed) {
        long humans = alreadyUnnamed.humans();
        long bots = alreadyUnnamed.bots();
        int named = end;
        if (end - from > limit) {
            sortMostFrequentFirst(slots, from, end);
            named = from + limit;
            for (int i = named; i < end; i++) {
                humans += counts[2 * slots[i]];
                bots += counts[2 * slots[i] + 1];
            }
        }
        out.number(code);
        int section = out.size();
        out.number(named - from);
        for (int i = from; i < named; i++) {
            int slot = slots[i];
            out.text(nameAt(slot));
            out.number(counts[2 * slot]);
            out.number(counts[2 * slot + 1]);
        }
        out.number(humans);
        out.number(bots);
        out.endSection(section);
    }

    private void sortMostFrequentFirst(int[] slots, int from, int end) {
        Integer[] boxed = new Integer[end - from];
        Arrays.setAll(boxed, i -> slots[from + i]);
        Arrays.sort(boxed, (one, other) -> {
            int byClicks = Long.compare(clicksAt(other), clicksAt(one));
            return byClicks != 0 ? byClicks : nameAt(one).compareTo(nameAt(other));
        });
        for (int i = 0; i < boxed.length; i++) {
            slots[from + i] = boxed[i];
        }
    }

    private long clicksAt(int slot) {
        return counts[2 * slot] + counts[2 * slot + 1];
    }

    private String nameAt(int slot) {
        String name = names[slot];
        if (name == null) {
            throw new IllegalStateException("slot " + slot + " is empty");
        }
        return name;
    }

    /** Adds what a packed table holds. */
    void unpack(Unpacker in) {
        while (in.hasMore()) {
            int code = code(in);
            Unpacker section = in.section();
            for (long left = section.number(); left > 0; left--) {
                add(code, section.text(), section.count(), section.count());
            }
            addRest(code, section.count(), section.count());
        }
    }

    private static int code(Unpacker in) {
        long code = in.number();
        if (code < 0 || code > MAX_CODE) {
            throw new IllegalArgumentException("a dimension of the code " + code);
        }
        return (int) code;
    }

    /** Goes through a packed table to its end, which {@link #unpack} will then find to be one. */
    static void check(Unpacker in) {
        while (in.hasMore()) {
            int _ = code(in);
            Unpacker section = in.section();
            for (long left = section.number(); left > 0; left--) {
                section.skipSection();
                section.count();
                section.count();
            }
            section.count();
            section.count();
        }
    }
}
