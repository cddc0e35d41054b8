package dev.terse.storage;

import dev.terse.stats.Packer;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.Tallies;
import dev.terse.stats.Stats.Tally;
import dev.terse.stats.Unpacker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The rows of the table {@code click_tally}: for each scope that a change of what was counted added to, its number as the
 * tables have it, and how many humans, bots and preloads.
 */
final class TallyRows {
    private static final int BYTES_EACH = 6;

    private TallyRows() {}

    /** What each scope has more than before. */
    static byte[] pack(ScopeSums sums) {
        ScopeSums.Sum[] sorted = sums.sorted();
        Packer out = new Packer(10 + BYTES_EACH * sorted.length);
        out.number(sorted.length);
        for (ScopeSums.Sum sum : sorted) {
            // A domain's number has a minus, and would take ten bytes.
            out.number(sum.scope < 0 ? -2 * sum.scope + 1 : 2 * sum.scope);
            out.number(sum.humans);
            out.number(sum.bots);
            out.number(sum.preloads);
        }
        return out.bytes();
    }

    private static Map<Scope, Clicks> unpack(byte[] packed) {
        Unpacker in = new Unpacker(packed);
        int count = in.length();
        Map<Scope, Clicks> byScope = HashMap.newHashMap(count);
        for (int i = 0; i < count; i++) {
            long scope = in.number();
            byScope.put(
                    FreshCounts.scope(scope % 2 == 0 ? scope / 2 : -(scope / 2)),
                    new Clicks(in.number(), in.number(), in.number()));
        }
        return byScope;
    }

    /** Adds the next tally and removes those that are too old. Only with the ledger, which keeps others waiting. */
    static void add(Handle handle, byte[] packed) {
        long number = newest(handle) + 1;
        handle.createUpdate("insert into click_tally (number, packed) values (:number, :packed)")
                .bind("number", number)
                .bind("packed", packed)
                .execute();
        handle.createUpdate("delete from click_tally where number <= :old")
                .bind("old", number - Stats.TALLIES_KEPT)
                .execute();
    }

    static Tallies after(Handle handle, long number) {
        // One that comes between the two questions is left for the next time.
        long newest = newest(handle);
        List<Tally> tallies = number >= newest
                ? List.of()
                : handle.createQuery("""
                        select number, packed from click_tally where number > :number and number <= :newest
                        order by number""")
                        .bind("number", number)
                        .bind("newest", newest)
                        .map((row, _) -> new Tally(row.getLong("number"), unpack(row.getBytes("packed"))))
                        .list();
        return new Tallies(newest, tallies);
    }

    /** The number of the newest tally, 0 where there is none. */
    static long newest(Handle handle) {
        return handle.createQuery("select coalesce(max(number), 0) from click_tally")
                .mapTo(Long.class)
                .one();
    }
}
