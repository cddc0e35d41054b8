package dev.terse.storage;

import dev.terse.stats.CountedClick;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Single clicks, in the table {@code click_chunk}: those of one day and one share of the links together, so that there
 * are as many rows as there are chunks, however many clicks there are. A share is all links whose number leaves the same
 * remainder.
 */
final class ClickChunks {
    static final long HOUR = 3_600_000;
    static final long DAY = 24 * HOUR;

    private static final int SHARES = 64;

    /** A chunk of so many clicks is left as it is. */
    private static final int SMALL = 8_192;

    /** Clicks of one merged chunk at most: a reader unpacks it for the sake of a few. */
    private static final int FULL = 16_384;

    /** Clicks and chunks that are merged at a time, about. */
    private static final int MERGED_CLICKS = 2 * FULL;

    private static final int MERGED_CHUNKS = 512;

    /** Small chunks that are worth merging on a day that isn't over yet. */
    private static final int WORTH_MERGING = 16;

    /** Chunks that are removed at a time. */
    private static final int REMOVED = 64;

    private static final String INSERT = """
            insert into click_chunk (%1$sday, share, first_at, last_at, first_link, last_link, count, packed)
            values (%2$s:day, :share, :firstAt, :lastAt, :firstLink, :lastLink, :count, :packed)""";

    private static final Comparator<CountedClick> DAY_AND_ORDER = (one, other) -> {
        int byDay = Long.compare(day(one), day(other));
        return byDay == 0 ? ClickChunk.ORDER.compare(one, other) : byDay;
    };

    private ClickChunks() {}

    private static long day(CountedClick click) {
        return Math.floorDiv(click.atMillis(), DAY);
    }

    static int share(long link) {
        return (int) Math.floorMod(link, (long) SHARES);
    }

    /** A chunk to be written. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Chunk(Place place, long firstAt, long lastAt, long firstLink, long lastLink, int count, byte[] packed) {
        /** @param clicks in {@link ClickChunk#ORDER} */
        static Chunk of(Place place, List<CountedClick> clicks, byte[] packed) {
            long firstAt = Long.MAX_VALUE;
            long lastAt = Long.MIN_VALUE;
            for (CountedClick click : clicks) {
                firstAt = Math.min(firstAt, click.atMillis());
                lastAt = Math.max(lastAt, click.atMillis());
            }
            return new Chunk(
                    place,
                    firstAt,
                    lastAt,
                    clicks.getFirst().link(),
                    clicks.getLast().link(),
                    clicks.size(),
                    packed);
        }

        /** Gives {@link #INSERT} what it needs of the chunk. */
        PreparedBatch bindTo(PreparedBatch insert) {
            return insert.bind("day", place.day)
                    .bind("share", place.share)
                    .bind("firstAt", firstAt)
                    .bind("lastAt", lastAt)
                    .bind("firstLink", firstLink)
                    .bind("lastLink", lastLink)
                    .bind("count", count)
                    .bind("packed", packed);
        }
    }

    /** What the clicks of a chunk have in common; the day counts from 1970. */
    record Place(long day, int share) {}

    /** A chunk that is stored, without its clicks. */
    record Stored(long number, Place place, int count, long lastAt) {}

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong("number"),
                new Place(row.getLong("day"), row.getInt("share")),
                row.getInt("count"),
                row.getLong("last_at"));
    }

    /** Packs clicks, for {@link #add}. */
    static List<Chunk> pack(Collection<CountedClick> clicks) {
        CountedClick[] sorted = byShare(clicks);
        List<CountedClick> all = Arrays.asList(sorted);
        List<Chunk> chunks = new ArrayList<>();
        ClickChunk.Packing packing = new ClickChunk.Packing();
        for (int from = 0; from < sorted.length; ) {
            int share = share(sorted[from].link());
            int end = from + 1;
            while (end < sorted.length && share(sorted[end].link()) == share) {
                end++;
            }
            Arrays.sort(sorted, from, end, DAY_AND_ORDER);
            while (from < end) {
                Place place = new Place(day(sorted[from]), share);
                int to = from + 1;
                while (to < end && day(sorted[to]) == place.day) {
                    to++;
                }
                List<CountedClick> together = all.subList(from, to);
                chunks.add(Chunk.of(place, together, packing.pack(together)));
                from = to;
            }
        }
        return chunks;
    }

    /** Those of each share together, otherwise in the order in which they were. */
    private static CountedClick[] byShare(Collection<CountedClick> clicks) {
        int[] next = new int[SHARES + 1];
        for (CountedClick click : clicks) {
            next[share(click.link()) + 1]++;
        }
        for (int share = 0; share < SHARES; share++) {
            next[share + 1] += next[share];
        }
        CountedClick[] sorted = new CountedClick[clicks.size()];
        for (CountedClick click : clicks) {
            sorted[next[share(click.link())]++] = click;
        }
        return sorted;
    }

    static void add(Handle handle, List<Chunk> chunks) {
        if (chunks.isEmpty()) {
            return;
        }
        var insert = handle.prepareBatch(INSERT.formatted("", ""));
        for (Chunk chunk : chunks) {
            chunk.bindTo(insert).add();
        }
        insert.execute();
    }

    /** The chunks that may have clicks of a link in a span of one day, those first whose clicks go on for the longest. */
    static List<Stored> find(Handle handle, long link, long fromMillis, long toMillis) {
        return handle.createQuery("""
                        select number, day, share, count, last_at from click_chunk
                        where day = :day and share = :share and last_at >= :from and first_at < :to
                            and first_link <= :link and last_link >= :link
                        order by last_at desc, number""")
                .bind("day", Math.floorDiv(fromMillis, DAY))
                .bind("share", share(link))
                .bind("from", fromMillis)
                .bind("to", toMillis)
                .bind("link", link)
                .map((row, _) -> stored(row))
                .list();
    }

    /** The packed clicks of a chunk; empty where it was merged or removed meanwhile. */
    static Optional<byte[]> packed(Handle handle, long number) {
        return handle.createQuery("select packed from click_chunk where number = :number")
                .bind("number", number)
                .map((row, _) -> row.getBytes(1))
                .findOne();
    }

    /**
     * Runs of chunks that are worth merging: small ones of one place, which have no clicks at {@code beforeMillis} or
     * later, and between whose numbers there is no other chunk of the place.
     */
    static List<List<Stored>> mergeable(Handle handle, long beforeMillis) {
        List<List<Stored>> runs = new ArrayList<>();
        int clicks = 0;
        int chunks = 0;
        List<Stored> run = new ArrayList<>();
        try (var all = handle.createQuery("""
                        select number, day, share, count, last_at from click_chunk
                        where day <= :day order by day, share, number""")
                .bind("day", Math.floorDiv(beforeMillis, DAY))
                .map((row, _) -> stored(row))
                .iterator()) {
            while (all.hasNext() && clicks < MERGED_CLICKS && chunks < MERGED_CHUNKS) {
                Stored chunk = all.next();
                boolean isSmall = chunk.count < SMALL && chunk.lastAt < beforeMillis;
                boolean goesOn =
                        isSmall && (run.isEmpty() || run.getLast().place.equals(chunk.place));
                if (!goesOn || run.size() >= MERGED_CHUNKS || clicksOf(run) >= MERGED_CLICKS) {
                    if (isWorthMerging(run, beforeMillis)) {
                        runs.add(run);
                        clicks += clicksOf(run);
                        chunks += run.size();
                    }
                    run = new ArrayList<>();
                }
                if (isSmall) {
                    run.add(chunk);
                }
            }
        }
        if (clicks < MERGED_CLICKS && chunks < MERGED_CHUNKS && isWorthMerging(run, beforeMillis)) {
            runs.add(run);
        }
        return runs;
    }

    static int clicksOf(List<Stored> chunks) {
        return chunks.stream().mapToInt(Stored::count).sum();
    }

    private static boolean isWorthMerging(List<Stored> run, long beforeMillis) {
        if (run.isEmpty()) {
            return false;
        }
        boolean dayIsOver = (run.getFirst().place.day + 1) * DAY <= beforeMillis;
        return run.size() >= (dayIsOver ? 2 : WORTH_MERGING);
    }

    /** The clicks of a run as few large chunks. */
    static List<Chunk> merged(Handle handle, List<Stored> chunks) {
        List<CountedClick> clicks = new ArrayList<>();
        for (Stored chunk : chunks) {
            clicks.addAll(ClickChunk.unpack(packed(handle, chunk.number).orElseThrow(), _ -> true));
        }
        clicks.sort(ClickChunk.ORDER);
        Place place = chunks.getFirst().place;
        List<Chunk> merged = new ArrayList<>();
        ClickChunk.Packing packing = new ClickChunk.Packing();
        int pieces = Math.ceilDiv(clicks.size(), FULL);
        for (int piece = 0; piece < pieces; piece++) {
            List<CountedClick> together = clicks.subList(
                    (int) ((long) clicks.size() * piece / pieces), (int) ((long) clicks.size() * (piece + 1) / pieces));
            merged.add(Chunk.of(place, together, packing.packSmall(together)));
        }
        return merged;
    }

    /**
     * Puts chunks in the place of those that they were made of, under numbers of those, of which there are no fewer: so
     * they come before and after the same other chunks as those did.
     */
    static void replace(Handle handle, List<Stored> old, List<Chunk> merged) {
        remove(handle, old.stream().map(Stored::number).toList());
        var insert = handle.prepareBatch(INSERT.formatted("number, ", ":number, "));
        for (int i = 0; i < merged.size(); i++) {
            merged.get(i).bindTo(insert).bind("number", old.get(i).number).add();
        }
        insert.execute();
    }

    /** The first chunks whose clicks were all made before {@code millis}. */
    static List<Stored> outdated(Handle handle, long millis) {
        return handle.createQuery("""
                        select number, day, share, count, last_at from click_chunk
                        where day <= :day and last_at < :millis order by day, share, number limit :most""")
                .bind("day", Math.floorDiv(millis, DAY))
                .bind("millis", millis)
                .bind("most", REMOVED)
                .map((row, _) -> stored(row))
                .list();
    }

    /** The hour after that of the newest click, 0 where there is none. */
    static long hourAfterNewest(Handle handle) {
        return handle.createQuery("""
                        select last_at from click_chunk
                        where day = (select max(day) from click_chunk) order by last_at desc limit 1""")
                .mapTo(Long.class)
                .findOne()
                .map(newest -> Math.floorDiv(newest, HOUR) + 1)
                .orElse(0L);
    }

    static void remove(Handle handle, List<Long> numbers) {
        var delete = handle.prepareBatch("delete from click_chunk where number = :number");
        numbers.forEach(number -> delete.bind("number", number).add());
        delete.execute();
    }
}
