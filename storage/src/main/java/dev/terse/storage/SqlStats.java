package dev.terse.storage;

import dev.terse.stats.DeadClick;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.storage.CountRows.HourSpan;
import dev.terse.storage.Ledger.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What was counted. Rollups are in the tables {@code rollup_hour} and, once their day was folded, {@code rollup_day};
 * a late click of such a day makes an hour beside it until that is folded as well. The hours of folded days are in {@code
 * rollup_day_hours} for a while, and what many values come to in a month in {@code rollup_month}. The totals of links are in {@code
 * link_total}, single clicks in {@code click_chunk}, what could not be counted in {@code click_dead}, and what was counted
 * lately in {@code click_tally}.
 */
final class SqlStats implements Stats {
    /** Dead clicks that are removed at a time. */
    private static final int PIECE = 1_000;

    private static final int RANKED_AT_ONCE = 10_000;

    private final Database database;
    private final Ledger ledger;
    private final CountRows rows;
    private final InstantSource clock;
    private final Damage damage = new Damage();
    private final DayFold fold;
    private final ClickPages pages;
    /** The newest tally when every link was in its place: a look at all of them is spared until there is another one. */
    private volatile long rankedTo = -1;

    SqlStats(Database database, Ledger ledger, CountRows rows, InstantSource clock) {
        this.database = database;
        this.ledger = ledger;
        this.rows = rows;
        this.clock = clock;
        this.fold = new DayFold(rows, damage);
        this.pages = new ClickPages(database);
    }

    /** What batches came to, in the form of the tables. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record ReadyRows(
            Counted counted, FreshCounts fresh, CountRows.Totals totals, List<ClickChunks.Chunk> chunks, byte[] tally)
            implements Ready {}

    @Override
    public Ready ready(Counted counted) {
        FreshCounts fresh = new FreshCounts(counted.rollups());
        ScopeSums sums = fresh.sums(counted.clicks());
        return new ReadyRows(counted, fresh, sums.totals(), ClickChunks.pack(counted.clicks()), TallyRows.pack(sums));
    }

    @Override
    public Applied apply(List<Long> batches, Ready counted) {
        ReadyRows ready = (ReadyRows) counted;
        FreshCounts fresh = ready.fresh;
        long now = clock.millis();
        AtomicLong writing = new AtomicLong();
        boolean isDone = ledger.change(handle -> {
            if (rows.countBatches(handle, batches) < batches.size()) {
                return Step.nothing(false);
            }
            byte[] @Nullable [] stored = rows.read(handle, fresh.hours());
            byte[][] merged = fresh.mergedWith(stored);
            boolean[] isThere = new boolean[stored.length];
            for (int i = 0; i < stored.length; i++) {
                isThere[i] = stored[i] != null;
            }
            Ledger.Writes writes = writer -> {
                long begun = rows.nanosOfWork();
                if (rows.removeBatches(writer, batches) < batches.size()) {
                    return false;
                }
                rows.write(writer, fresh.hours(), merged, isThere);
                rows.add(writer, ready.totals);
                ClickChunks.add(writer, ready.chunks);
                bury(writer, ready.counted.dead(), now);
                if (fresh.hours().size() > 0) {
                    TallyRows.add(writer, ready.tally);
                }
                writing.set(rows.nanosOfWork() - begun);
                return true;
            };
            return new Step<>(writes, true, false);
        });
        return new Applied(isDone, Duration.ofNanos(writing.get()));
    }

    private static void bury(Handle handle, List<DeadClick> dead, long now) {
        if (dead.isEmpty()) {
            return;
        }
        var insert = handle.prepareBatch("""
                insert into click_dead (journal, position, reason, counted_at, record)
                values (:journal, :position, :reason, :now, :record)""");
        for (DeadClick click : dead) {
            insert.bind("journal", click.journal().toString())
                    .bind("position", click.position())
                    .bind("reason", click.reason())
                    .bind("now", now)
                    .bind("record", click.record())
                    .add();
        }
        insert.execute();
    }

    @Override
    public Tallies talliesAfter(long number) {
        return database.read(handle -> TallyRows.after(handle, number));
    }

    @Override
    public Map<Long, Long> domainsOf(Collection<Long> links) {
        return links.isEmpty() ? Map.of() : database.read(handle -> rows.domainsOf(handle, links));
    }

    @Override
    public List<Span> rollups(Collection<Scope> scopes, Instant from, Instant to, Set<Part> parts) {
        HourSpan span = HourSpan.of(from, to, parts.contains(Part.HOURS));
        if (scopes.isEmpty() || span.to() <= span.from()) {
            return List.of();
        }
        List<Long> numbers = scopes.stream().map(FreshCounts::number).distinct().toList();
        return database.read(handle -> {
            SpanRows spans = new SpanRows(span, parts, damage);
            rows.rollups(handle, numbers, span, parts, spans);
            return spans.sorted();
        });
    }

    @Override
    public ClickPage clicks(long link, Instant from, Instant to, @Nullable Position before, int limit) {
        Instant kept = clicksKeptFrom();
        Instant first = from.isBefore(kept) ? kept : from;
        if (limit < 1) {
            throw new IllegalArgumentException("a page has at least one click, not " + limit);
        }
        List<Span> hours = rollups(List.of(new Scope.OfLink(link)), first, to, Set.of());
        return pages.page(link, first.toEpochMilli(), to.toEpochMilli(), before, limit, hours);
    }

    @Override
    public Instant clicksKeptFrom() {
        long hour = database.read(SqlStats::keptFrom);
        return Instant.ofEpochMilli(hour * ClickChunks.HOUR);
    }

    private static long keptFrom(Handle handle) {
        return handle.createQuery("select kept_from from click_ledger where id = 1")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public long rankLinksAfter(long after) {
        return ledger.change(handle -> {
            long newest = TallyRows.newest(handle);
            if (after == 0 && newest == rankedTo) {
                return Step.nothing(0L);
            }
            List<Long> links = handle.createQuery("""
                            select link from link_total where ranked <> total and link > :after
                            order by link limit :piece""")
                    .bind("after", after)
                    .bind("piece", RANKED_AT_ONCE)
                    .mapTo(Long.class)
                    .list();
            if (links.isEmpty()) {
                if (after == 0) {
                    rankedTo = newest;
                }
                return Step.nothing(0L);
            }
            Ledger.Writes writes = writer -> {
                rows.rank(writer, links);
                return true;
            };
            return new Step<>(writes, links.getLast(), 0L);
        });
    }

    @Override
    public int foldHoursBefore(Instant instant) {
        return ledger.change(handle -> fold.next(handle, instant));
    }

    @Override
    public int compactClicksBefore(Instant instant) {
        return ledger.change(handle -> {
            List<List<ClickChunks.Stored>> runs = ClickChunks.mergeable(handle, instant.toEpochMilli());
            if (runs.isEmpty()) {
                return Step.nothing(0);
            }
            List<List<ClickChunks.Chunk>> merged =
                    runs.stream().map(run -> ClickChunks.merged(handle, run)).toList();
            Ledger.Writes writes = writer -> {
                for (int i = 0; i < runs.size(); i++) {
                    ClickChunks.replace(writer, runs.get(i), merged.get(i));
                }
                return true;
            };
            return new Step<>(writes, runs.stream().mapToInt(List::size).sum(), 0);
        });
    }

    @Override
    public int pruneClicksBefore(Instant instant) {
        long wanted = Math.floorDiv(instant.toEpochMilli(), ClickChunks.HOUR);
        return ledger.change(handle -> {
            // A clock that is far ahead must not hide clicks that come later.
            long hour = Math.min(wanted, ClickChunks.hourAfterNewest(handle));
            List<ClickChunks.Stored> outdated = ClickChunks.outdated(handle, hour * ClickChunks.HOUR);
            List<Long> dead = handle.createQuery(
                            "select number from click_dead where counted_at < :instant order by counted_at limit :piece")
                    .bind("instant", instant.toEpochMilli())
                    .bind("piece", PIECE)
                    .mapTo(Long.class)
                    .list();
            boolean isKnown = keptFrom(handle) >= hour;
            int removed = dead.size() + ClickChunks.clicksOf(outdated);
            if (removed == 0 && isKnown) {
                return Step.nothing(0);
            }
            Ledger.Writes writes = writer -> {
                writer.createUpdate("update click_ledger set kept_from = :hour where id = 1 and kept_from < :hour")
                        .bind("hour", hour)
                        .execute();
                ClickChunks.remove(
                        writer,
                        outdated.stream().map(ClickChunks.Stored::number).toList());
                var delete = writer.prepareBatch("delete from click_dead where number = :number");
                dead.forEach(number -> delete.bind("number", number).add());
                delete.execute();
                return true;
            };
            return new Step<>(writes, removed, 0);
        });
    }
}
