package dev.terse.stats;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one click, by dimension, in the order of their codes: an unmodifiable map that costs little to make, to
 * keep and to walk through. Safe for use by many threads.
 */
public final class ClickValues extends AbstractMap<Dimension, String> {
    /** Nothing is known. */
    public static final ClickValues NONE = new ClickValues(new String[0], 0);

    private final @Nullable String[] byCode;
    private final int size;

    private ClickValues(@Nullable String[] byCode, int size) {
        this.byCode = byCode;
        this.size = size;
    }

    /**
     * The values of an array, each at its dimension's {@link Dimension#code}, null where there is none.
     *
     * @param byCode is copied
     */
    public static ClickValues of(@Nullable String[] byCode) {
        int size = 0;
        int length = 0;
        for (int code = 0; code < byCode.length; code++) {
            if (byCode[code] != null) {
                size++;
                length = code + 1;
            }
        }
        return size == 0 ? NONE : new ClickValues(Arrays.copyOf(byCode, length), size);
    }

    /**
     * Whether these are the values of an array as {@link #of} takes it, the very same texts.
     *
     * @param byCode as long as there are dimensions
     */
    @SuppressWarnings("ReferenceEquality") // spares the comparison of texts that are not the same in any case
    public boolean areOf(@Nullable String[] byCode) {
        for (int code = 0; code < byCode.length; code++) {
            if (byCode[code] != at(code)) {
                return false;
            }
        }
        return true;
    }

    /** The same values as those of another map. */
    public static ClickValues copyOf(Map<Dimension, String> values) {
        if (values instanceof ClickValues same) {
            return same;
        }
        @Nullable String[] byCode = new @Nullable String[Dimension.count()];
        values.forEach((dimension, value) -> byCode[dimension.code()] = value);
        return of(byCode);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable String get(@Nullable Object key) {
        return key instanceof Dimension dimension ? at(dimension.code()) : null;
    }

    private @Nullable String at(int code) {
        return code < byCode.length ? byCode[code] : null;
    }

    @Override
    public void forEach(BiConsumer<? super Dimension, ? super String> action) {
        for (int code = 0; code < byCode.length; code++) {
            String value = byCode[code];
            if (value != null) {
                action.accept(Dimension.known(code), value);
            }
        }
    }

    /** Counts clicks with these values in a table. */
    void addTo(ValueTable table, long humans, long bots) {
        for (int code = 0; code < byCode.length; code++) {
            String value = byCode[code];
            if (value != null) {
                table.add(code, value, humans, bots);
            }
        }
    }

    /** Packs what a {@link ValueTable} would that has clicks with these values alone. */
    void packAlone(Packer out, long humans, long bots) {
        for (int code = 0; code < byCode.length; code++) {
            String value = byCode[code];
            if (value != null) {
                out.number(code);
                int section = out.size();
                out.number(1);
                out.text(value);
                out.number(humans);
                out.number(bots);
                out.number(0);
                out.number(0);
                out.endSection(section);
            }
        }
    }

    @Override
    public Set<Entry<Dimension, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Entry<Dimension, String>> iterator() {
                return new Entries();
            }
        };
    }

    /** Goes through the dimensions that have a value. */
    private final class Entries implements Iterator<Entry<Dimension, String>> {
        private int next;

        @Override
        public boolean hasNext() {
            while (next < byCode.length && byCode[next] == null) {
                next++;
            }
            return next < byCode.length;
        }

        @Override
        public Entry<Dimension, String> next() {
            String value = hasNext() ? at(next) : null;
            if (value == null) {
                throw new NoSuchElementException();
            }
            return Map.entry(Dimension.known(next++), value);
        }
    }
}
