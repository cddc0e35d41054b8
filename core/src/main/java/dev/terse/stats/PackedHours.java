package dev.terse.stats;

import dev.terse.stats.Stats.Part;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rollups of hours as runs of bytes: the quarters and the values, each after its length, then the visitors. Most have a
 * click or two, so that a column of its own for each part would cost more than it could spare. For one thread.
 */
public final class PackedHours {
    private static final int USUAL_LENGTH = 1_024;
    private static final String NOT_PACKED = "not a packed rollup";

    private final Packer out = new Packer(USUAL_LENGTH);
    private final Rollup sum = new Rollup();

    /** A rollup, for {@link #unpack}. */
    public byte[] pack(Rollup rollup) {
        out.clear();
        int quarters = out.size();
        rollup.packQuarters(out);
        out.endSection(quarters);
        int values = out.size();
        rollup.packValues(out);
        out.endSection(values);
        rollup.packVisitors(out);
        return out.bytes();
    }

    /** The packed hours of a day, by their place in it from 0 to 23, as one run of bytes, for {@link #hoursOf}. */
    public static byte[] ofDay(SortedMap<Integer, byte[]> hours) {
        Packer out = new Packer(USUAL_LENGTH);
        hours.forEach((hour, packed) -> {
            out.number(hour);
            out.section(packed);
        });
        return out.bytes();
    }

    /**
     * The packed hours of a day, by their place in it.
     *
     * @throws IllegalArgumentException where it is no packed day
     */
    public static SortedMap<Integer, byte[]> hoursOf(byte[] day) {
        SortedMap<Integer, byte[]> hours = new TreeMap<>();
        try {
            Unpacker in = new Unpacker(day);
            while (in.hasMore()) {
                hours.put(Math.toIntExact(in.number()), in.section().rest());
            }
        } catch (IndexOutOfBoundsException | ArithmeticException damage) {
            throw new IllegalArgumentException("not a packed day", damage);
        }
        return hours;
    }

    /**
     * A rollup and what was packed before, added up.
     *
     * @throws IllegalArgumentException where that is no packed rollup
     */
    public byte[] packWith(byte[] before, Rollup rollup) {
        sum.clear();
        try {
            Unpacker in = new Unpacker(before);
            sum.addPacked(in.section(), in.section(), in);
        } catch (RuntimeException damage) {
            throw new IllegalArgumentException(NOT_PACKED, damage);
        }
        sum.add(rollup, 0);
        return pack(sum);
    }

    /**
     * What was packed.
     *
     * @param parts what is wanted of it; the rest is empty
     * @throws IllegalArgumentException where it is no packed rollup
     */
    public static Rollup unpack(byte[] packed, Set<Part> parts) {
        try {
            Unpacker in = new Unpacker(packed);
            byte[] quarters = in.section().rest();
            Unpacker values = in.section();
            return Rollup.unpack(
                    quarters,
                    parts.contains(Part.VALUES) ? values.rest() : null,
                    parts.contains(Part.VISITORS) ? in.rest() : null);
        } catch (IndexOutOfBoundsException | ArithmeticException damage) {
            throw new IllegalArgumentException(NOT_PACKED, damage);
        }
    }
}
