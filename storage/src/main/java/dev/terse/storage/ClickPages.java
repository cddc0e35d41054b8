package dev.terse.storage;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Stats.ClickPage;
import dev.terse.stats.Stats.Position;
import dev.terse.stats.Stats.Span;
import dev.terse.storage.ClickChunks.Stored;
import dev.terse.store.StorageUnavailable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a link's clicks, the newest first; those of one millisecond in the order in which they were counted, so that
 * one that comes late moves none of those that were listed.
 *
 * <p>A link's rollups tell which hours it has clicks in, so that the chunks of other hours need not be looked at; those of
 * an hour are read from the newest on, until the page is full.
 */
final class ClickPages {
    private static final Comparator<Found> NEWEST_FIRST = Comparator.comparingLong(
                    (Found found) -> found.click.atMillis())
            .reversed()
            .thenComparingLong(Found::chunk)
            .thenComparingInt(Found::place);

    /** How often chunks are looked for again that were merged while they were read. */
    private static final int ATTEMPTS = 5;

    private final Database database;

    ClickPages(Database database) {
        this.database = database;
    }

    /** A click, and where it was found: in which chunk, and there in which place. */
    private record Found(CountedClick click, long chunk, int place) {}

    /** Hours of one day, one after the other, all of which have clicks; in milliseconds, the end exclusive. */
    private record Run(long from, long to) {}

    /** @param rollups of the link, at least those of the span that still have single clicks */
    ClickPage page(
            long link, long fromMillis, long toMillis, @Nullable Position before, int limit, List<Span> rollups) {
        Position start = before != null && before.atMillis() < toMillis ? before : null;
        long end = start == null ? toMillis : start.atMillis() + 1;
        int wanted = limit + 1 + (start == null ? 0 : start.skip());
        List<Found> found = new ArrayList<>();
        for (Run run : runs(rollups, fromMillis, end)) {
            if (found.size() >= wanted) {
                break;
            }
            found.addAll(find(link, run, wanted - found.size()));
        }
        return page(found, start, limit);
    }

    private static ClickPage page(List<Found> found, @Nullable Position start, int limit) {
        int first = 0;
        if (start != null) {
            while (first < Math.min(found.size(), start.skip())
                    && found.get(first).click.atMillis() == start.atMillis()) {
                first++;
            }
        }
        int end = Math.min(found.size(), first + limit);
        List<CountedClick> clicks =
                found.subList(first, end).stream().map(Found::click).toList();
        if (end == found.size()) {
            return new ClickPage(clicks, null);
        }
        long last = clicks.getLast().atMillis();
        int same = 0;
        while (same < end && found.get(end - 1 - same).click.atMillis() == last) {
            same++;
        }
        return new ClickPage(clicks, new Position(last, same));
    }

    /** The hours of the span that have clicks, the last ones first. */
    private static List<Run> runs(List<Span> rollups, long fromMillis, long toMillis) {
        SortedSet<Long> hours = new TreeSet<>();
        for (Span span : rollups) {
            long first = Math.floorDiv(span.from().toEpochMilli(), ClickChunks.HOUR);
            span.rollup().quarters().keySet().forEach(quarter -> hours.add(first + quarter / 4));
        }
        List<Run> runs = new ArrayList<>();
        for (long hour : hours) {
            long from = Math.max(fromMillis, hour * ClickChunks.HOUR);
            long to = Math.min(toMillis, (hour + 1) * ClickChunks.HOUR);
            if (from >= to) {
                continue;
            }
            Run last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.to == from && Math.floorMod(from, ClickChunks.DAY) != 0) {
                runs.set(runs.size() - 1, new Run(last.from, to));
            } else {
                runs.add(new Run(from, to));
            }
        }
        return runs.reversed();
    }

    /** The newest clicks of a run, at least as many as wanted where there are so many. */
    private List<Found> find(long link, Run run, int wanted) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<List<Found>> found = tryToFind(link, run, wanted);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new StorageUnavailable("clicks are merged faster than they can be read");
    }

    /** Empty where a chunk was gone before it was read. */
    private Optional<List<Found>> tryToFind(long link, Run run, int wanted) {
        List<Stored> chunks = database.read(handle -> ClickChunks.find(handle, link, run.from, run.to));
        List<Found> found = new ArrayList<>();
        long oldestWanted = Long.MIN_VALUE;
        for (Stored chunk : chunks) {
            if (chunk.lastAt() < oldestWanted) {
                break;
            }
            Optional<byte[]> packed = database.read(handle -> ClickChunks.packed(handle, chunk.number()));
            if (packed.isEmpty()) {
                return Optional.empty();
            }
            int place = 0;
            for (CountedClick click : ClickChunk.unpack(packed.get(), number -> number == link)) {
                if (click.atMillis() >= run.from && click.atMillis() < run.to) {
                    found.add(new Found(click, chunk.number(), place++));
                }
            }
            if (found.size() >= wanted) {
                found.sort(NEWEST_FIRST);
                oldestWanted = found.get(wanted - 1).click.atMillis();
            }
        }
        found.sort(NEWEST_FIRST);
        return Optional.of(found);
    }
}
