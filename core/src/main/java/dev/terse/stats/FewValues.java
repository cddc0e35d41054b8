package dev.terse.stats;

import java.util.Arrays;

/**
 * Clicks by all that is known of them, while few of them differ: what comes again costs a look and an addition, where a
 * {@link ValueTable} would be asked for each value. Compared by identity, as a judge gives the same object for the same
 * values; what comes twice all the same is counted twice, and adds up in the end. For one thread.
 */
final class FewValues {
    private static final int MOST = 8;

    private ClickValues[] known = new ClickValues[1];
    /** Humans and bots of each, one after the other. */
    private long[] counts = new long[2];

    private int size;

    /** Counts a click where there is room for it. */
    boolean add(ClickValues values, Kind kind) {
        int place = 0;
        while (place < size && !isSame(known[place], values)) {
            place++;
        }
        if (place == size) {
            if (size == MOST) {
                return false;
            }
            if (size == known.length) {
                known = Arrays.copyOf(known, 2 * size);
                counts = Arrays.copyOf(counts, 4 * size);
            }
            known[size++] = values;
        }
        counts[2 * place + (kind == Kind.HUMAN ? 0 : 1)]++;
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // see above
    private static boolean isSame(ClickValues one, ClickValues other) {
        return one == other;
    }

    void addTo(ValueTable table) {
        for (int place = 0; place < size; place++) {
            known[place].addTo(table, counts[2 * place], counts[2 * place + 1]);
        }
    }

    /** Packs what a {@link ValueTable} would that has the same, where all clicks are alike; else it does nothing. */
    boolean packAlike(Packer out) {
        if (size != 1) {
            return false;
        }
        known[0].packAlone(out, counts[0], counts[1]);
        return true;
    }
}
