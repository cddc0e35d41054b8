package dev.terse.storage;

import dev.terse.stats.CountedClick;
import dev.terse.stats.PackedHours;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Part;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What batches came to, in the order and the form of the tables. For one thread. */
final class FreshCounts {
    private static final Logger log = LoggerFactory.getLogger(FreshCounts.class);

    static final Set<Part> ALL_PARTS = Set.copyOf(EnumSet.allOf(Part.class));

    private final CountRows.Hours hours;
    private final Rollup[] rollups;
    private final byte[][] packed;

    private record Row(long hour, long scope, Rollup rollup) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int byHour = Long.compare(hour, other.hour);
            return byHour == 0 ? Long.compare(scope, other.scope) : byHour;
        }
    }

    FreshCounts(Map<Stats.Hour, Rollup> counted) {
        Row[] rows = new Row[counted.size()];
        int count = 0;
        for (Map.Entry<Stats.Hour, Rollup> entry : counted.entrySet()) {
            rows[count++] = new Row(entry.getKey().hour(), number(entry.getKey().scope()), entry.getValue());
        }
        Arrays.sort(rows);
        long[] hourColumn = new long[count];
        long[] scopeColumn = new long[count];
        rollups = new Rollup[count];
        packed = new byte[count][];
        PackedHours packer = new PackedHours();
        for (int i = 0; i < count; i++) {
            hourColumn[i] = rows[i].hour;
            scopeColumn[i] = rows[i].scope;
            rollups[i] = rows[i].rollup;
            packed[i] = packer.pack(rows[i].rollup);
        }
        hours = new CountRows.Hours(hourColumn, scopeColumn);
    }

    /** How a scope is named in the tables. */
    static long number(Scope scope) {
        return switch (scope) {
            case Scope.OfLink(long number) -> number;
            case Scope.OfDomain(long number) -> -number;
        };
    }

    static Scope scope(long number) {
        return number < 0 ? new Scope.OfDomain(-number) : new Scope.OfLink(number);
    }

    CountRows.Hours hours() {
        return hours;
    }

    /** Each of the hours, added to what is stored for it, or in its place where that is damaged. */
    byte[][] mergedWith(byte[] @Nullable [] stored) {
        byte[][] merged = packed.clone();
        PackedHours packer = new PackedHours();
        for (int i = 0; i < merged.length; i++) {
            byte[] before = stored[i];
            if (before != null) {
                try {
                    merged[i] = packer.packWith(before, rollups[i]);
                } catch (IllegalArgumentException damage) {
                    log.error(
                            "What was counted for {} in hour {} can't be read; counting begins anew there.",
                            scope(hours.scopes()[i]),
                            hours.hours()[i],
                            damage);
                }
            }
        }
        return merged;
    }

    /** What each scope has more than before. */
    ScopeSums sums(Collection<CountedClick> clicks) {
        ScopeSums sums = new ScopeSums();
        for (int i = 0; i < rollups.length; i++) {
            sums.add(hours.scopes()[i], hours.hours()[i], rollups[i]);
        }
        for (CountedClick click : clicks) {
            sums.see(click);
        }
        return sums;
    }
}
