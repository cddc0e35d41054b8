package dev.terse.qr;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An opaque colour in sRGB, each part from 0 to 255. */
public record Rgb(int red, int green, int blue) {
    public static final Rgb BLACK = new Rgb(0, 0, 0);
    public static final Rgb WHITE = new Rgb(255, 255, 255);

    private static final Pattern SHORT = Pattern.compile("#[0-9A-Fa-f]{3}");
    private static final Pattern LONG = Pattern.compile("#[0-9A-Fa-f]{6}");

    public Rgb {
        if (((red | green | blue) & ~0xFF) != 0) {
            throw new IllegalArgumentException("a part of a colour is from 0 to 255");
        }
    }

    /** Reads {@code #rgb} or {@code #rrggbb}, in upper or lower case. */
    public static Optional<Rgb> parse(String text) {
        if (SHORT.matcher(text).matches()) {
            return Optional.of(new Rgb(hex(text, 1, 2) * 0x11, hex(text, 2, 3) * 0x11, hex(text, 3, 4) * 0x11));
        }
        return LONG.matcher(text).matches()
                ? Optional.of(new Rgb(hex(text, 1, 3), hex(text, 3, 5), hex(text, 5, 7)))
                : Optional.empty();
    }

    private static int hex(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 16);
    }

    /**
     * How much lighter this is than another colour, from 21 (white to black) down to a 21st: the contrast ratio of WCAG 2.2,
     * below 1 where this is the darker one.
     */
    public double contrastTo(Rgb darker) {
        return (luminance() + 0.05) / (darker.luminance() + 0.05);
    }

    /** The relative luminance of WCAG 2.2, from 0 to 1. */
    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int part) {
        double share = part / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    /** The colour as {@code #rrggbb}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
