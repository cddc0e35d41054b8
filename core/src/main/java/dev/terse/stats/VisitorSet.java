package dev.terse.stats;

import java.util.Arrays;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * How many different visitors there were: exactly while they are few, then by HyperLogLog with 4,096 registers, which is
 * off by 1.6 % at one standard deviation. For one thread.
 */
final class VisitorSet {
    /** Visitors that are remembered one by one. */
    static final int MAX_EXACT = 32;

    private static final int LG_REGISTERS = 12;
    private static final int EXACT = 0;
    private static final int ESTIMATED = 1;
    private static final long[] NOBODY = {};

    private long[] exact = NOBODY;
    private int size;
    /** The one sketch that was added; it may be another set's as well and is never changed. */
    private @Nullable HllSketch only;

    private @Nullable HllUnion estimated;

    void add(long visitor) {
        if (only != null || estimated != null) {
            estimate().update(visitor);
            return;
        }
        for (int i = 0; i < size; i++) {
            if (exact[i] == visitor) {
                return;
            }
        }
        if (size == MAX_EXACT) {
            estimate().update(visitor);
            return;
        }
        if (size == exact.length) {
            exact = Arrays.copyOf(exact, size == 0 ? 2 : Math.min(2 * size, MAX_EXACT));
        }
        exact[size++] = visitor;
    }

    void addAll(VisitorSet other) {
        if (other.only != null) {
            add(other.only);
        } else if (other.estimated != null) {
            estimate().update(other.estimated.getResult(TgtHllType.HLL_8));
        } else {
            for (int i = 0; i < other.size; i++) {
                add(other.exact[i]);
            }
        }
    }

    /** A union costs much more than a sketch, and most sets that are read hold one sketch only. */
    private void add(HllSketch sketch) {
        if (only == null && estimated == null && size == 0) {
            only = sketch;
        } else {
            estimate().update(sketch);
        }
    }

    private HllUnion estimate() {
        HllUnion union = estimated;
        if (union == null) {
            union = new HllUnion(LG_REGISTERS);
            if (only != null) {
                union.update(only);
                only = null;
            }
            for (int i = 0; i < size; i++) {
                union.update(exact[i]);
            }
            exact = NOBODY;
            size = 0;
            estimated = union;
        }
        return union;
    }

    long size() {
        if (only != null) {
            return Math.round(only.getEstimate());
        }
        return estimated == null ? size : Math.round(estimated.getEstimate());
    }

    void pack(Packer out) {
        if (only == null && estimated == null) {
            out.number(EXACT);
            for (int i = 0; i < size; i++) {
                out.word(exact[i]);
            }
        } else {
            out.number(ESTIMATED);
            byte[] sketch = estimate().getResult(TgtHllType.HLL_4).toCompactByteArray();
            out.bytes(sketch, sketch.length);
        }
    }

    /** Forgets everybody. */
    void clear() {
        size = 0;
        only = null;
        estimated = null;
    }

    /** Adds what a packed set holds. Damage may show as any runtime exception. */
    void unpack(Unpacker in) {
        long form = in.number();
        if (form == EXACT) {
            while (in.hasMore()) {
                add(in.word());
            }
        } else if (form == ESTIMATED) {
            add(HllSketch.heapify(in.rest()));
        } else {
            throw new IllegalArgumentException("visitors of a form that is not known: " + form);
        }
    }
}
