package dev.terse.storage;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Packer;
import dev.terse.stats.Unpacker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Many clicks as one run of bytes, from which those of one link are read without reading the others.
 *
 * <p>All numbers are LEB128. First a byte for the form: {@value #PLAIN}, or {@value #DEFLATED} followed by the length of
 * the rest as it was and the rest by DEFLATE (RFC 1951). Then the earliest time in milliseconds; how many texts there are,
 * and each with its length; how many shapes, and each, which is four times a mask of dimensions by their codes plus the
 * kind; how many links, and of each the difference of its number from the one before, how many clicks it has and in how
 * many bytes. Then the clicks, by link and by time, those of one time in the order in which they were counted: the
 * milliseconds since the click before (since the earliest time for a link's first), the shape, and for each of its
 * dimensions, by code, the text.
 */
final class ClickChunk {
    /** By link and time. */
    static final Comparator<CountedClick> ORDER = (one, other) -> {
        int byLink = Long.compare(one.link(), other.link());
        return byLink == 0 ? Long.compare(one.atMillis(), other.atMillis()) : byLink;
    };

    private static final int PLAIN = 1;
    private static final int DEFLATED = 2;
    private static final int KIND_BITS = 2;

    private ClickChunk() {}

    /** The clicks of the links that are wanted, by link and by time. */
    static List<CountedClick> unpack(byte[] packed, LongPredicate wanted) {
        try {
            return new Unpacking(plain(packed)).read(wanted);
        } catch (IndexOutOfBoundsException | DataFormatException damage) {
            throw new IllegalArgumentException("not a chunk of clicks", damage);
        }
    }

    private static Unpacker plain(byte[] packed) throws DataFormatException {
        Unpacker in = new Unpacker(packed);
        long form = in.number();
        if (form == PLAIN) {
            return in;
        }
        if (form != DEFLATED) {
            throw new IllegalArgumentException("clicks of a form that is not known: " + form);
        }
        byte[] bytes = new byte[Math.toIntExact(in.number())];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed, in.at(), packed.length - in.at());
            int length = 0;
            while (length < bytes.length) {
                int more = inflater.inflate(bytes, length, bytes.length - length);
                if (more == 0) {
                    throw new DataFormatException("it ends too early");
                }
                length += more;
            }
        }
        return new Unpacker(bytes);
    }

    /** Not the place of a constant in its source, which may change. */
    private static int code(Kind kind) {
        return switch (kind) {
            case HUMAN -> 0;
            case BOT -> 1;
            case PRELOAD -> 2;
        };
    }

    private static Kind kind(int code) {
        return switch (code) {
            case 0 -> Kind.HUMAN;
            case 1 -> Kind.BOT;
            case 2 -> Kind.PRELOAD;
            default -> throw new IllegalArgumentException("a kind of click that is not known: " + code);
        };
    }

    /**
     * Writes chunks, one after the other. The texts of one are mostly those of the last, and are encoded once for all of
     * them. For one thread.
     */
    static final class Packing {
        private final Map<String, Text> texts = new HashMap<>();
        private final Packer textBytes = new Packer(512);
        private final Packer shapeBytes = new Packer(32);
        private final Packer links = new Packer(256);
        private final Packer body = new Packer(4_096);
        private final Packer whole = new Packer(8_192);
        private final @Nullable String[] values = new @Nullable String[Dimension.count()];
        private final BiConsumer<Dimension, String> keep = this::keep;
        private final int[] shapeNumbers = new int[1 << (Dimension.count() + KIND_BITS)];
        private int[] shapes = new int[16];
        private int shapeCount;
        private int textCount;
        private int chunk;
        private int mask;

        /** A text, and its number in the chunk that had it last. */
        private static final class Text {
            final byte[] bytes;
            int chunk;
            int number;

            Text(String text) {
                bytes = text.getBytes(StandardCharsets.UTF_8);
            }
        }

        /** @param clicks in {@link #ORDER}, at least one */
        byte[] pack(List<CountedClick> clicks) {
            whole.clear();
            whole.number(PLAIN);
            write(clicks);
            return whole.bytes();
        }

        /** Like {@link #pack}, in fewer bytes and more time. */
        byte[] packSmall(List<CountedClick> clicks) {
            whole.clear();
            write(clicks);
            byte[] bytes = whole.bytes();
            Packer deflated = new Packer(64 + bytes.length / 2);
            deflated.number(DEFLATED);
            deflated.number(bytes.length);
            try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
                deflater.setInput(bytes);
                deflater.finish();
                byte[] piece = new byte[8_192];
                while (!deflater.finished()) {
                    deflated.bytes(piece, deflater.deflate(piece));
                }
            }
            return deflated.bytes();
        }

        private void beginChunk() {
            chunk++;
            textCount = 0;
            textBytes.clear();
            for (int i = 0; i < shapeCount; i++) {
                shapeNumbers[shapes[i]] = 0;
            }
            shapeCount = 0;
            shapeBytes.clear();
            links.clear();
            body.clear();
        }

        private void write(List<CountedClick> clicks) {
            beginChunk();
            long earliest = Long.MAX_VALUE;
            for (CountedClick click : clicks) {
                earliest = Math.min(earliest, click.atMillis());
            }
            int linkCount = 0;
            long previousLink = 0;
            for (int from = 0; from < clicks.size(); ) {
                long link = clicks.get(from).link();
                int start = body.size();
                long time = earliest;
                int to = from;
                while (to < clicks.size() && clicks.get(to).link() == link) {
                    CountedClick click = clicks.get(to++);
                    write(click, click.atMillis() - time);
                    time = click.atMillis();
                }
                links.number(link - previousLink);
                links.number(to - from);
                links.number(body.size() - start);
                previousLink = link;
                linkCount++;
                from = to;
            }
            whole.number(earliest);
            whole.number(textCount);
            whole.bytes(textBytes);
            whole.number(shapeCount);
            whole.bytes(shapeBytes);
            whole.number(linkCount);
            whole.bytes(links);
            whole.bytes(body);
        }

        private void write(CountedClick click, long since) {
            mask = 0;
            click.values().forEach(keep);
            body.number(since);
            body.number(shape(mask << KIND_BITS | code(click.kind())));
            for (int left = mask; left != 0; left &= left - 1) {
                String value = values[Integer.numberOfTrailingZeros(left)];
                body.number(value == null ? 0 : text(value));
            }
        }

        private void keep(Dimension dimension, String value) {
            int code = dimension.code();
            mask |= 1 << code;
            values[code] = value;
        }

        private int shape(int shape) {
            int number = shapeNumbers[shape];
            if (number == 0) {
                if (shapeCount == shapes.length) {
                    shapes = Arrays.copyOf(shapes, 2 * shapeCount);
                }
                shapes[shapeCount++] = shape;
                shapeBytes.number(shape);
                number = shapeCount;
                shapeNumbers[shape] = number;
            }
            return number - 1;
        }

        private int text(String value) {
            Text text = texts.get(value);
            if (text == null) {
                text = new Text(value);
                texts.put(value, text);
            }
            if (text.chunk != chunk) {
                text.chunk = chunk;
                text.number = textCount++;
                textBytes.section(text.bytes);
            }
            return text.number;
        }
    }

    /** Reads what a {@link Packing} wrote; texts only where they are wanted. */
    private static final class Unpacking {
        private final Unpacker in;
        private final long earliest;
        private final int[] textPlaces;
        private final @Nullable String[] texts;
        private final int[] shapes;

        Unpacking(Unpacker in) {
            this.in = in;
            earliest = in.number();
            textPlaces = new int[in.length()];
            texts = new @Nullable String[textPlaces.length];
            for (int i = 0; i < textPlaces.length; i++) {
                textPlaces[i] = in.at();
                in.skipSection();
            }
            shapes = new int[in.length()];
            for (int i = 0; i < shapes.length; i++) {
                shapes[i] = (int) in.number();
            }
        }

        List<CountedClick> read(LongPredicate wanted) {
            int linkCount = in.length();
            long[] wantedLinks = new long[linkCount];
            int[] counts = new int[linkCount];
            int[] places = new int[linkCount];
            int found = 0;
            long link = 0;
            int place = 0;
            for (int i = 0; i < linkCount; i++) {
                link += in.number();
                int count = in.length();
                if (wanted.test(link)) {
                    wantedLinks[found] = link;
                    counts[found] = count;
                    places[found++] = place;
                }
                place += in.length();
            }
            int body = in.at();
            List<CountedClick> clicks = new ArrayList<>();
            for (int i = 0; i < found; i++) {
                in.goTo(body + places[i]);
                long time = earliest;
                for (int left = counts[i]; left > 0; left--) {
                    time += in.number();
                    clicks.add(click(wantedLinks[i], time));
                }
            }
            return clicks;
        }

        private CountedClick click(long link, long time) {
            int shape = shapes[in.length()];
            Map<Dimension, String> values = new EnumMap<>(Dimension.class);
            for (int left = shape >>> KIND_BITS; left != 0; left &= left - 1) {
                String value = text(in.length());
                Optional<Dimension> dimension = Dimension.ofCode(Integer.numberOfTrailingZeros(left));
                dimension.ifPresent(known -> values.put(known, value));
            }
            return new CountedClick(time, link, kind(shape & ((1 << KIND_BITS) - 1)), values);
        }

        private String text(int number) {
            String text = texts[number];
            if (text == null) {
                int here = in.at();
                in.goTo(textPlaces[number]);
                text = in.text();
                in.goTo(here);
                texts[number] = text;
            }
            return text;
        }
    }
}
