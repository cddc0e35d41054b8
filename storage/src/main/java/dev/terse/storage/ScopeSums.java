package dev.terse.storage;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Rollup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Clicks added up by scope, without an object for each look-up. For one thread. */
final class ScopeSums {
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final long QUARTER = ClickChunks.HOUR / 4;

    private @Nullable Sum[] table = new @Nullable Sum[1 << 10];
    private int size;

    /** What one scope has. */
    static final class Sum implements Comparable<Sum> {
        final long scope;
        long humans;
        long bots;
        long preloads;
        private long lastClick = Long.MIN_VALUE;
        private long lastHour = Long.MIN_VALUE;
        private @Nullable Rollup last;

        Sum(long scope) {
            this.scope = scope;
        }

        /** When the last click was made, or the quarter of an hour began that it was made in where it isn't listed. */
        private long lastAt() {
            long hour = lastHour * ClickChunks.HOUR;
            if (last == null || lastClick >= hour) {
                return lastClick;
            }
            var quarters = last.quarters();
            return hour + (quarters.isEmpty() ? 0 : quarters.lastKey() * QUARTER);
        }

        @Override
        public int compareTo(Sum other) {
            return Long.compare(scope, other.scope);
        }
    }

    private int slotOf(long scope) {
        int mask = table.length - 1;
        int slot = (int) ((scope * MIX) >>> 32) & mask;
        for (Sum there = table[slot]; there != null && there.scope != scope; there = table[slot]) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Adds an hour of a scope. */
    void add(long scope, long hour, Rollup rollup) {
        int slot = slotOf(scope);
        Sum sum = table[slot];
        if (sum == null) {
            sum = new Sum(scope);
            table[slot] = sum;
            if (2 * ++size > table.length) {
                grow();
            }
        }
        Rollup.Clicks counted = rollup.clicks();
        sum.humans += counted.humans();
        sum.bots += counted.bots();
        sum.preloads += counted.preloads();
        if (hour > sum.lastHour) {
            sum.lastHour = hour;
            sum.last = rollup;
        }
    }

    private void grow() {
        @Nullable Sum[] old = table;
        table = new @Nullable Sum[2 * old.length];
        for (Sum sum : old) {
            if (sum != null) {
                table[slotOf(sum.scope)] = sum;
            }
        }
    }

    /** Notes when a click was made that an hour of its link has. */
    void see(CountedClick click) {
        Sum sum = table[slotOf(click.link())];
        if (sum != null) {
            sum.lastClick = Math.max(sum.lastClick, click.atMillis());
        }
    }

    /** All scopes, in the order of their numbers: those of domains first. */
    Sum[] sorted() {
        Sum[] sorted = new Sum[size];
        int count = 0;
        for (Sum sum : table) {
            if (sum != null) {
                sorted[count++] = sum;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** What the links have more than before, in the order of their numbers. */
    CountRows.Totals totals() {
        Sum[] sorted = sorted();
        int domains = 0;
        while (domains < sorted.length && sorted[domains].scope < 0) {
            domains++;
        }
        int links = sorted.length - domains;
        CountRows.Totals columns = new CountRows.Totals(
                new long[links], new long[links], new long[links], new long[links], new long[links]);
        for (int i = 0; i < links; i++) {
            Sum sum = sorted[domains + i];
            columns.links()[i] = sum.scope;
            columns.totals()[i] = sum.humans + sum.bots + sum.preloads;
            columns.humans()[i] = sum.humans;
            columns.bots()[i] = sum.bots;
            columns.lastAt()[i] = sum.lastAt();
        }
        return columns;
    }
}
