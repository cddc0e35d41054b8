package dev.terse.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Clicks of one scope in one hour or one day, added up: by quarter of an hour, by the values of each dimension, and the
 * different visitors. Preloads are counted by quarters only.
 *
 * <p>Of each dimension the {@value #MAX_VALUES} most frequent values are kept by name when a rollup is packed, so that no
 * stranger can make it grow; the rest is added up without names. Visitors are exact up to {@value VisitorSet#MAX_EXACT},
 * then estimated.
 *
 * <p>For one thread. The packed forms are read by this version and later ones; what a later version added is passed over.
 */
public final class Rollup {
    /** Values of a dimension that are told apart in a packed rollup. */
    public static final int MAX_VALUES = 100;

    private static final Comparator<Map.Entry<String, Count>> MOST_FREQUENT = Comparator.comparingLong(
                    (Map.Entry<String, Count> entry) -> entry.getValue().humans + entry.getValue().bots)
            .reversed()
            .thenComparing(Map.Entry.comparingByKey());

    private final SortedMap<Integer, Count> quarters = new TreeMap<>();
    private final Map<Dimension, Values> values = new EnumMap<>(Dimension.class);
    private final VisitorSet visitors = new VisitorSet();

    /** The values of one dimension. */
    private static final class Values {
        final Map<String, Count> named = new HashMap<>();
        final Count rest = new Count();
    }

    /** Clicks by kind. */
    private static final class Count {
        long humans;
        long bots;
        long preloads;

        void add(Kind kind, long clicks) {
            switch (kind) {
                case HUMAN -> humans += clicks;
                case BOT -> bots += clicks;
                case PRELOAD -> preloads += clicks;
            }
        }

        void add(Count other) {
            humans += other.humans;
            bots += other.bots;
            preloads += other.preloads;
        }

        Clicks frozen() {
            return new Clicks(humans, bots, preloads);
        }
    }

    /** Clicks by kind. */
    public record Clicks(long humans, long bots, long preloads) {
        public static final Clicks NONE = new Clicks(0, 0, 0);

        public long total() {
            return humans + bots + preloads;
        }

        public Clicks plus(Clicks other) {
            return new Clicks(humans + other.humans, bots + other.bots, preloads + other.preloads);
        }
    }

    /**
     * Adds one click.
     *
     * @param quarter of an hour, counted from the beginning of the rollup: 0 to 95
     * @param visitor a {@link dev.terse.click.VisitorHash}, 0 where nothing is known; only humans count as visitors
     * @param values by dimension, one at most for each
     */
    public void add(Kind kind, int quarter, long visitor, Map<Dimension, String> values) {
        quarters.computeIfAbsent(quarter, _ -> new Count()).add(kind, 1);
        if (kind == Kind.PRELOAD) {
            return;
        }
        values.forEach((dimension, value) -> valuesOf(dimension)
                .named
                .computeIfAbsent(value, _ -> new Count())
                .add(kind, 1));
        if (kind == Kind.HUMAN && visitor != 0) {
            visitors.add(visitor);
        }
    }

    /**
     * Adds all that another one holds.
     *
     * @param later how many quarters of an hour the other one begins after this one
     */
    public void add(Rollup other, int later) {
        other.quarters.forEach((quarter, count) ->
                quarters.computeIfAbsent(quarter + later, _ -> new Count()).add(count));
        other.values.forEach((dimension, theirs) -> {
            Values ours = valuesOf(dimension);
            theirs.named.forEach((value, count) ->
                    ours.named.computeIfAbsent(value, _ -> new Count()).add(count));
            ours.rest.add(theirs.rest);
        });
        visitors.addAll(other.visitors);
    }

    private Values valuesOf(Dimension dimension) {
        return values.computeIfAbsent(dimension, _ -> new Values());
    }

    /** All clicks. */
    public Clicks clicks() {
        Count sum = new Count();
        quarters.values().forEach(sum::add);
        return sum.frozen();
    }

    /** Clicks by quarter of an hour, counted from the beginning of the rollup; quarters without any are not in it. */
    public SortedMap<Integer, Clicks> quarters() {
        SortedMap<Integer, Clicks> frozen = new TreeMap<>();
        quarters.forEach((quarter, count) -> frozen.put(quarter, count.frozen()));
        return frozen;
    }

    /** Clicks by value of a dimension. Clicks that have no value there are in none. */
    public Map<String, Clicks> values(Dimension dimension) {
        Map<String, Clicks> frozen = new HashMap<>();
        Values held = values.get(dimension);
        if (held != null) {
            held.named.forEach((value, count) -> frozen.put(value, count.frozen()));
        }
        return frozen;
    }

    /** Clicks that have a value of a dimension which is no longer told apart. */
    public Clicks rest(Dimension dimension) {
        Values held = values.get(dimension);
        return held == null ? Clicks.NONE : held.rest.frozen();
    }

    /** How many different people there were, rounded. */
    public long visitors() {
        return visitors.size();
    }

    /** The quarters, for {@link #unpack}. */
    public byte[] packQuarters() {
        Packer out = new Packer();
        out.number(quarters.size());
        quarters.forEach((quarter, count) -> {
            out.number(quarter);
            out.number(count.humans);
            out.number(count.bots);
            out.number(count.preloads);
        });
        return out.bytes();
    }

    /** The values of all dimensions, for {@link #unpack}: the most frequent ones by name. */
    public byte[] packValues() {
        Packer out = new Packer();
        values.forEach((dimension, held) -> {
            List<Map.Entry<String, Count>> named = new ArrayList<>(held.named.entrySet());
            Count rest = new Count();
            rest.add(held.rest);
            if (named.size() > MAX_VALUES) {
                named.sort(MOST_FREQUENT);
                named.subList(MAX_VALUES, named.size()).forEach(entry -> rest.add(entry.getValue()));
                named = named.subList(0, MAX_VALUES);
            }
            Packer section = new Packer();
            section.number(named.size());
            for (Map.Entry<String, Count> entry : named) {
                section.text(entry.getKey());
                section.number(entry.getValue().humans);
                section.number(entry.getValue().bots);
            }
            section.number(rest.humans);
            section.number(rest.bots);
            out.number(dimension.code());
            out.section(section);
        });
        return out.bytes();
    }

    /** The visitors, for {@link #unpack}. */
    public byte[] packVisitors() {
        return visitors.pack();
    }

    /**
     * A rollup from its packed parts; null for a part leaves that empty.
     *
     * @throws IllegalArgumentException where a part is no packed one
     */
    public static Rollup unpack(byte @Nullable [] quarters, byte @Nullable [] values, byte @Nullable [] visitors) {
        Rollup rollup = new Rollup();
        try {
            if (quarters != null) {
                Unpacker in = new Unpacker(quarters);
                for (long left = in.number(); left > 0; left--) {
                    int quarter = Math.toIntExact(in.number());
                    Count count = rollup.quarters.computeIfAbsent(quarter, _ -> new Count());
                    count.humans += in.number();
                    count.bots += in.number();
                    count.preloads += in.number();
                }
            }
            if (values != null) {
                Unpacker in = new Unpacker(values);
                while (in.hasMore()) {
                    int code = Math.toIntExact(in.number());
                    Unpacker section = in.section();
                    Dimension.ofCode(code).ifPresent(dimension -> unpack(section, rollup.valuesOf(dimension)));
                }
            }
            if (visitors != null) {
                rollup.visitors.unpack(visitors);
            }
        } catch (ArithmeticException | IndexOutOfBoundsException damage) {
            throw new IllegalArgumentException("not a packed rollup", damage);
        }
        return rollup;
    }

    private static void unpack(Unpacker in, Values values) {
        for (long left = in.number(); left > 0; left--) {
            Count count = values.named.computeIfAbsent(in.text(), _ -> new Count());
            count.humans += in.number();
            count.bots += in.number();
        }
        values.rest.humans += in.number();
        values.rest.bots += in.number();
    }
}
