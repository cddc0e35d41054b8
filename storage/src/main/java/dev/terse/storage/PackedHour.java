package dev.terse.storage;

import dev.terse.stats.Rollup;
import dev.terse.stats.Stats.Part;
import java.util.Set;

/**
 * A rollup of an hour as one run of bytes: the quarters and the values, each after its length, then the visitors. Most have
 * a click or two, so that a column of its own for each part would cost more than it could spare.
 */
final class PackedHour {
    private PackedHour() {}

    static byte[] pack(Rollup rollup) {
        byte[] quarters = rollup.packQuarters();
        byte[] values = rollup.packValues();
        byte[] visitors = rollup.packVisitors();
        ByteWriter out = new ByteWriter(20 + quarters.length + values.length + visitors.length);
        out.section(quarters);
        out.section(values);
        out.bytes(visitors, visitors.length);
        return out.toBytes();
    }

    static Rollup unpack(byte[] packed, Set<Part> parts) {
        ByteReader in = new ByteReader(packed, 0);
        byte[] quarters = in.section();
        byte[] values = null;
        if (parts.contains(Part.VALUES)) {
            values = in.section();
        } else {
            in.skipSection();
        }
        return Rollup.unpack(quarters, values, parts.contains(Part.VISITORS) ? in.rest() : null);
    }
}
