package dev.terse.worker;

import dev.terse.stats.Rollup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rollups by the number of their scope and their hour, without an object for each look-up. For one thread. */
final class HourTable {
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] numbers = new long[FIRST_CAPACITY];
    private long[] hours = new long[FIRST_CAPACITY];
    private @Nullable Rollup[] rollups = new @Nullable Rollup[FIRST_CAPACITY];
    private int size;

    /** What is done with each rollup. */
    interface Visitor {
        void see(long number, long hour, Rollup rollup);
    }

    int size() {
        return size;
    }

    /** The rollup of a scope's hour, a new one where there was none. */
    Rollup at(long number, long hour) {
        int slot = slotOf(number, hour);
        Rollup there = rollups[slot];
        if (there != null) {
            return there;
        }
        if (2 * size >= rollups.length) {
            grow();
            slot = slotOf(number, hour);
        }
        Rollup fresh = new Rollup();
        put(slot, number, hour, fresh);
        size++;
        return fresh;
    }

    private int slotOf(long number, long hour) {
        int mask = rollups.length - 1;
        long hash = (number * MIX ^ hour) * MIX;
        int slot = (int) (hash >>> 32) & mask;
        while (rollups[slot] != null && (numbers[slot] != number || hours[slot] != hour)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void put(int slot, long number, long hour, Rollup rollup) {
        numbers[slot] = number;
        hours[slot] = hour;
        rollups[slot] = rollup;
    }

    private void grow() {
        long[] oldNumbers = numbers;
        long[] oldHours = hours;
        @Nullable Rollup[] old = rollups;
        numbers = new long[2 * old.length];
        hours = new long[2 * old.length];
        rollups = new @Nullable Rollup[2 * old.length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                put(slotOf(oldNumbers[i], oldHours[i]), oldNumbers[i], oldHours[i], Objects.requireNonNull(old[i]));
            }
        }
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < rollups.length; i++) {
            Rollup rollup = rollups[i];
            if (rollup != null) {
                visitor.see(numbers[i], hours[i], rollup);
            }
        }
    }
}
