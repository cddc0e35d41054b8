package dev.terse.stats;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clicks of one scope in one hour or one day, added up: by quarter of an hour, by the values of each dimension, and the
 * different visitors. Preloads are counted by quarters only.
 *
 * <p>Of each dimension the {@value #MAX_VALUES} most frequent values are kept by name when a rollup is packed, so that no
 * stranger can make it grow; the rest is added up without names. A rollup that is packed after every addition has the most
 * frequent values of all only approximately: each packing cuts again, so a value that comes late and in small numbers is
 * added to the rest each time, however many clicks it gets in the end. Visitors are exact up to {@value VisitorSet#MAX_EXACT},
 * then estimated.
 *
 * <p>For one thread. The packed forms are read by this version and later ones. Dimensions that a later version added are
 * added up and packed like the others, though nobody here can ask for them.
 */
public final class Rollup {
    /** Values of a dimension that are told apart in a packed rollup. */
    public static final int MAX_VALUES = 100;

    /** The same in one that adds up the values of many days. */
    public static final int MAX_VALUES_OF_MONTH = 500;

    private static final int QUARTERS_OF_AN_HOUR = 4;
    private static final int QUARTERS_OF_A_DAY = 96;
    private static final int KINDS = 3;
    private static final String NOT_PACKED = "not a packed rollup";

    /** Humans, bots and preloads of each quarter, one after the other. */
    private long[] quarters = new long[KINDS * QUARTERS_OF_AN_HOUR];

    private @Nullable ValueTable values;
    /** Values as they were packed, which the table does not have yet: most of them are never asked for. */
    private byte @Nullable [] packedValues;
    /** Those that the table does not have yet. */
    private @Nullable FewValues few;

    private final VisitorSet visitors = new VisitorSet();

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
        int place = placeOf(quarter);
        switch (kind) {
            case HUMAN -> {
                quarters[place]++;
                if (visitor != 0) {
                    visitors.add(visitor);
                }
            }
            case BOT -> quarters[place + 1]++;
            case PRELOAD -> {
                quarters[place + 2]++;
                return;
            }
        }
        ClickValues known = ClickValues.copyOf(values);
        FewValues there = few;
        if (there == null && this.values == null && packedValues == null) {
            there = new FewValues();
            few = there;
        }
        if (there == null || !there.add(known, kind)) {
            boolean isHuman = kind == Kind.HUMAN;
            known.addTo(table(), isHuman ? 1 : 0, isHuman ? 0 : 1);
        }
    }

    /**
     * Adds all that another one holds.
     *
     * @param later how many quarters of an hour the other one begins after this one
     */
    public void add(Rollup other, int later) {
        for (int from = 0; from < other.quarters.length; from += KINDS) {
            if ((other.quarters[from] | other.quarters[from + 1] | other.quarters[from + 2]) != 0) {
                int place = placeOf(from / KINDS + later);
                for (int kind = 0; kind < KINDS; kind++) {
                    quarters[place + kind] += other.quarters[from + kind];
                }
            }
        }
        addValues(other);
        visitors.addAll(other.visitors);
    }

    /** Adds the values of another one, and nothing else that it holds. */
    public void addValues(Rollup other) {
        FewValues others = other.few;
        if (others == null) {
            table().addAll(other.table());
        } else {
            others.addTo(table());
        }
    }

    /** Adds the visitors of another one, and nothing else that it holds. */
    public void addVisitors(Rollup other) {
        visitors.addAll(other.visitors);
    }

    /** The values of all dimensions. */
    private ValueTable table() {
        ValueTable there = values;
        if (there == null) {
            there = new ValueTable();
            values = there;
        }
        ValueTable table = there;
        FewValues before = few;
        if (before != null) {
            few = null;
            before.addTo(table);
        }
        byte[] packed = packedValues;
        if (packed != null) {
            packedValues = null;
            readPacked(() -> {
                table.unpack(new Unpacker(packed));
                return table;
            });
        }
        return table;
    }

    private static <T> T readPacked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException damage) {
            throw new IllegalArgumentException(NOT_PACKED, damage);
        }
    }

    private int placeOf(int quarter) {
        int place = Math.multiplyExact(KINDS, quarter);
        if (place >= quarters.length) {
            int enough = Math.max(quarter + 1, quarter < QUARTERS_OF_A_DAY ? QUARTERS_OF_A_DAY : 2 * quarter);
            quarters = Arrays.copyOf(quarters, KINDS * enough);
        }
        return place;
    }

    /** All clicks. */
    public Clicks clicks() {
        long humans = 0;
        long bots = 0;
        long preloads = 0;
        for (int place = 0; place < quarters.length; place += KINDS) {
            humans += quarters[place];
            bots += quarters[place + 1];
            preloads += quarters[place + 2];
        }
        return new Clicks(humans, bots, preloads);
    }

    /** Clicks by quarter of an hour, counted from the beginning of the rollup; quarters without any are not in it. */
    public SortedMap<Integer, Clicks> quarters() {
        SortedMap<Integer, Clicks> frozen = new TreeMap<>();
        forEachQuarter((clicks, quarter) -> frozen.put(quarter, clicks));
        return frozen;
    }

    /** Takes what {@link #quarters} has, in the same order. */
    public void forEachQuarter(ObjIntConsumer<Clicks> action) {
        for (int place = 0; place < quarters.length; place += KINDS) {
            if (hasClicksAt(place)) {
                action.accept(new Clicks(quarters[place], quarters[place + 1], quarters[place + 2]), place / KINDS);
            }
        }
    }

    /** Whether there are any clicks; values alone are none. */
    boolean hasClicks() {
        for (int place = 0; place < quarters.length; place += KINDS) {
            if (hasClicksAt(place)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasClicksAt(int place) {
        return (quarters[place] | quarters[place + 1] | quarters[place + 2]) != 0;
    }

    /**
     * Clicks by value of a dimension. Clicks that have no value there are in none.
     *
     * @throws IllegalArgumentException where the rollup was unpacked from values that are not packed ones
     */
    public Map<String, Clicks> values(Dimension dimension) {
        Map<String, Clicks> frozen = new HashMap<>();
        forEachValue(dimension, frozen::put);
        return frozen;
    }

    /**
     * Takes what {@link #values} has, in any order.
     *
     * @return what {@link #rest} has
     * @throws IllegalArgumentException like {@link #values}
     */
    public Clicks forEachValue(Dimension dimension, BiConsumer<String, Clicks> action) {
        byte[] packed = packedValues;
        if (packed == null) {
            table().forEach(dimension.code(), action);
            return table().rest(dimension.code());
        }
        return readPacked(() -> ValueTable.forEach(new Unpacker(packed), dimension.code(), action));
    }

    /**
     * Clicks that have a value of a dimension which is no longer told apart.
     *
     * @throws IllegalArgumentException like {@link #values}
     */
    public Clicks rest(Dimension dimension) {
        return forEachValue(dimension, (_, _) -> {});
    }

    /** How many different people there were, rounded. */
    public long visitors() {
        return visitors.size();
    }

    /** The quarters, for {@link #unpack}. */
    public byte[] packQuarters() {
        Packer out = new Packer(64);
        packQuarters(out);
        return out.bytes();
    }

    void packQuarters(Packer out) {
        int held = 0;
        for (int place = 0; place < quarters.length; place += KINDS) {
            held += hasClicksAt(place) ? 1 : 0;
        }
        out.number(held);
        for (int place = 0; place < quarters.length; place += KINDS) {
            if (hasClicksAt(place)) {
                out.number(place / KINDS);
                out.number(quarters[place]);
                out.number(quarters[place + 1]);
                out.number(quarters[place + 2]);
            }
        }
    }

    /** The values of all dimensions, for {@link #unpack}: the most frequent ones by name. */
    public byte[] packValues() {
        return packValues(MAX_VALUES);
    }

    /** The same with so many values of each dimension by name. */
    public byte[] packValues(int limit) {
        Packer out = new Packer(256);
        packValues(out, limit);
        return out.bytes();
    }

    void packValues(Packer out) {
        packValues(out, MAX_VALUES);
    }

    private void packValues(Packer out, int limit) {
        FewValues alike = few;
        if (alike == null || !alike.packAlike(out)) {
            table().pack(out, limit);
        }
    }

    /** The visitors, for {@link #unpack}. */
    public byte[] packVisitors() {
        Packer out = new Packer(64);
        packVisitors(out);
        return out.bytes();
    }

    void packVisitors(Packer out) {
        visitors.pack(out);
    }

    /**
     * A rollup from its packed parts; null for a part leaves that empty. Values are read when they are asked for, those of
     * each dimension by themselves.
     *
     * @param values not to be changed any more
     * @throws IllegalArgumentException where a part is no packed one
     */
    public static Rollup unpack(byte @Nullable [] quarters, byte @Nullable [] values, byte @Nullable [] visitors) {
        Rollup rollup = new Rollup();
        try {
            if (quarters != null) {
                rollup.unpackQuarters(new Unpacker(quarters));
            }
            if (values != null) {
                Unpacker in = new Unpacker(values);
                while (in.hasMore()) {
                    in.number();
                    in.section();
                }
                rollup.packedValues = values;
            }
            if (visitors != null) {
                rollup.visitors.unpack(new Unpacker(visitors));
            }
        } catch (RuntimeException damage) {
            throw new IllegalArgumentException(NOT_PACKED, damage);
        }
        return rollup;
    }

    /** Adds what packed parts hold. Damage may show as any runtime exception, and leaves some of it added. */
    void addPacked(Unpacker quarters, Unpacker values, Unpacker visitors) {
        unpackQuarters(quarters);
        table().unpack(values);
        this.visitors.unpack(visitors);
    }

    /** Forgets everything. */
    void clear() {
        if (quarters.length > KINDS * QUARTERS_OF_AN_HOUR) {
            quarters = new long[KINDS * QUARTERS_OF_AN_HOUR];
        } else {
            Arrays.fill(quarters, 0);
        }
        if (values != null) {
            values.clear();
        }
        packedValues = null;
        few = null;
        visitors.clear();
    }

    /**
     * Looks at all that was packed, so that nothing is found to be damaged when it is asked for or added.
     *
     * @return this rollup
     * @throws IllegalArgumentException where something is
     */
    public Rollup checked() {
        byte[] packed = packedValues;
        if (packed != null) {
            readPacked(() -> {
                ValueTable.check(new Unpacker(packed));
                return packed;
            });
        }
        return this;
    }

    private void unpackQuarters(Unpacker in) {
        for (long left = in.number(); left > 0; left--) {
            long quarter = in.number();
            if (quarter < 0 || quarter >= QUARTERS_OF_A_DAY) {
                throw new IllegalArgumentException("a day has no quarter " + quarter);
            }
            int place = placeOf((int) quarter);
            for (int kind = 0; kind < KINDS; kind++) {
                quarters[place + kind] += in.count();
            }
        }
    }
}
