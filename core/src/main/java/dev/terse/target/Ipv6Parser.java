package dev.terse.target;

import org.jspecify.annotations.Nullable;

/** The IPv6 parser of the <a href="https://url.spec.whatwg.org/#concept-ipv6-parser">URL Standard</a>. */
final class Ipv6Parser {
    private static final int PIECES = 8;
    private static final int NONE = -1;

    private final String text;
    private final int[] pieces = new int[PIECES];
    private int at;
    private int count;
    private int compressedAt = NONE;

    private Ipv6Parser(String text) {
        this.text = text;
    }

    /** The address that {@code text}, without its brackets, spells, or null where it spells none. */
    static Host.@Nullable Ipv6 parse(String text) {
        var parser = new Ipv6Parser(text);
        return parser.readPieces() ? parser.address() : null;
    }

    private boolean readPieces() {
        if (current() == ':') {
            if (text.length() < 2 || text.charAt(1) != ':') {
                return false;
            }
            at = 2;
            count = 1;
            compressedAt = 1;
        }
        while (at < text.length()) {
            if (count == PIECES) {
                return false;
            }
            if (current() == ':') {
                if (compressedAt != NONE) {
                    return false;
                }
                at++;
                count++;
                compressedAt = count;
                continue;
            }
            int start = at;
            int value = 0;
            while (at - start < 4 && isHexDigit(current())) {
                value = value << 4 | Character.digit(current(), 16);
                at++;
            }
            if (current() == '.') {
                if (at == start || count > PIECES - 2) {
                    return false;
                }
                at = start;
                return readIpv4();
            }
            if (current() == ':') {
                at++;
                if (at == text.length()) {
                    return false;
                }
            } else if (at < text.length()) {
                return false;
            }
            pieces[count++] = value;
        }
        return true;
    }

    /** Reads four decimal numbers, which have to be the rest of the text. */
    private boolean readIpv4() {
        for (int seen = 0; seen < 4; seen++) {
            if (seen > 0) {
                if (current() != '.') {
                    return false;
                }
                at++;
            }
            int start = at;
            int value = 0;
            while (current() >= '0' && current() <= '9') {
                if (at > start && value == 0) {
                    return false;
                }
                value = value * 10 + (current() - '0');
                if (value > 255) {
                    return false;
                }
                at++;
            }
            if (at == start) {
                return false;
            }
            pieces[count + seen / 2] |= seen % 2 == 0 ? value << 8 : value;
        }
        count += 2;
        return at == text.length();
    }

    private Host.@Nullable Ipv6 address() {
        if (compressedAt == NONE) {
            return count == PIECES ? new Host.Ipv6(half(pieces, 0), half(pieces, 4)) : null;
        }
        var expanded = new int[PIECES];
        int after = count - compressedAt;
        System.arraycopy(pieces, 0, expanded, 0, compressedAt);
        System.arraycopy(pieces, compressedAt, expanded, PIECES - after, after);
        return new Host.Ipv6(half(expanded, 0), half(expanded, 4));
    }

    private static long half(int[] pieces, int from) {
        return (long) pieces[from] << 48
                | (long) pieces[from + 1] << 32
                | (long) pieces[from + 2] << 16
                | pieces[from + 3];
    }

    /** NUL, which no address has, stands for the end. */
    private char current() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private static boolean isHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
