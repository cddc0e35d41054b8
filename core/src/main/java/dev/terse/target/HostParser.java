package dev.terse.target;

import com.ibm.icu.text.IDNA;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host parser of the <a href="https://url.spec.whatwg.org/#host-parsing">URL Standard</a> for special schemes, with
 * its parsers of IPv4, IPv6 and ports.
 *
 * <p>A name that is ASCII is only lower-cased, whatever UTS #46 would say of its {@code xn--} labels: so does the
 * standard, and so nearly no name ever comes to ICU.
 */
final class HostParser {
    static final int NO_PORT = -1;
    static final int INVALID_PORT = -2;

    /**
     * Characters of a name that is not ASCII at most. No such name is that long (DNS ends at 253 bytes), while the cost of
     * Punycode grows with the square.
     */
    static final int MAX_INTERNATIONAL_LENGTH = 300;

    /** What the standard does not ask for with beStrict=false: CheckHyphens and VerifyDnsLength. */
    private static final Set<IDNA.Error> NOT_CHECKED = EnumSet.of(
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.HYPHEN_3_4);

    private static final IDNA UTS46 = IDNA.getUTS46Instance(
            IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);

    private static final boolean[] FORBIDDEN_IN_DOMAIN = forbiddenInDomain();

    private static final long TOO_LARGE = 1L << 32;

    private HostParser() {}

    /** The host that {@code text} spells, or null where it spells none. */
    static @Nullable Host parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.charAt(0) == '[') {
            return text.length() > 1 && text.charAt(text.length() - 1) == ']'
                    ? Ipv6Parser.parse(text.substring(1, text.length() - 1))
                    : null;
        }
        String domain = text.indexOf('%') < 0 ? text : percentDecode(text);
        String ascii = domain == null ? null : toAscii(domain);
        if (ascii == null) {
            return null;
        }
        return endsInNumber(ascii) ? parseIpv4(ascii) : new Host.Name(ascii);
    }

    /** Where the colon before the port stands between {@code from} and {@code to}, or {@code to} where none does. */
    static int portColon(String text, int from, int to) {
        boolean insideBrackets = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == ':' && !insideBrackets) {
                return i;
            }
            if (c == '[') {
                insideBrackets = true;
            } else if (c == ']') {
                insideBrackets = false;
            }
        }
        return to;
    }

    /** The port between {@code from} and {@code to}, {@link #NO_PORT} where they are equal, or {@link #INVALID_PORT}. */
    static int parsePort(String text, int from, int to) {
        if (from == to) {
            return NO_PORT;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return INVALID_PORT;
            }
            port = port * 10 + digit;
            if (port > 0xFFFF) {
                return INVALID_PORT;
            }
        }
        return port;
    }

    private static @Nullable String percentDecode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    decoded.write(high << 4 | low);
                    i += 2;
                    continue;
                }
            }
            decoded.write(bytes[i]);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            // The standard puts U+FFFD in its place, which no domain may have.
            return null;
        }
    }

    private static @Nullable String toAscii(String domain) {
        boolean upper = false;
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c >= 0x80) {
                return internationalToAscii(domain);
            }
            if (FORBIDDEN_IN_DOMAIN[c]) {
                // A forbidden one may yet become another character together with a combining mark after it.
                return isAscii(domain, i) ? null : internationalToAscii(domain);
            }
            upper |= c >= 'A' && c <= 'Z';
        }
        return upper ? domain.toLowerCase(Locale.ROOT) : domain;
    }

    private static @Nullable String internationalToAscii(String domain) {
        if (domain.length() > MAX_INTERNATIONAL_LENGTH) {
            return null;
        }
        var info = new IDNA.Info();
        String ascii = UTS46.nameToASCII(domain, new StringBuilder(), info).toString();
        if (ascii.isEmpty() || !NOT_CHECKED.containsAll(info.getErrors())) {
            return null;
        }
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            if (c >= 0x80 || FORBIDDEN_IN_DOMAIN[c]) {
                return null;
            }
        }
        return ascii;
    }

    private static boolean isAscii(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsInNumber(String ascii) {
        int end = ascii.endsWith(".") ? ascii.length() - 1 : ascii.length();
        int start = ascii.lastIndexOf('.', end - 1) + 1;
        // Every number begins with a digit, and nearly no name's last label does.
        if (start >= end || !isDigit(ascii.charAt(start))) {
            return false;
        }
        boolean digits = true;
        for (int i = start; i < end; i++) {
            digits &= isDigit(ascii.charAt(i));
        }
        return digits || parseIpv4Number(ascii, start, end) >= 0;
    }

    private static Host.@Nullable Ipv4 parseIpv4(String ascii) {
        int end = ascii.endsWith(".") ? ascii.length() - 1 : ascii.length();
        long address = 0;
        int parts = 0;
        int start = 0;
        while (true) {
            int dot = ascii.indexOf('.', start);
            int partEnd = dot < 0 || dot > end ? end : dot;
            long number = parseIpv4Number(ascii, start, partEnd);
            parts++;
            if (number < 0 || parts > 4) {
                return null;
            }
            if (partEnd == end) {
                return number >= 1L << (8 * (5 - parts)) ? null : new Host.Ipv4((int) (address | number));
            }
            if (number > 255) {
                return null;
            }
            address |= number << (8 * (4 - parts));
            start = partEnd + 1;
        }
    }

    /** Decimal, octal after {@code 0} or hexadecimal after {@code 0x}; -1 where it is none, never above TOO_LARGE. */
    private static long parseIpv4Number(String text, int from, int to) {
        if (from == to) {
            return -1;
        }
        int radix = 10;
        int start = from;
        if (to - from >= 2 && text.charAt(from) == '0') {
            boolean hexadecimal = text.charAt(from + 1) == 'x';
            radix = hexadecimal ? 16 : 8;
            start = hexadecimal ? from + 2 : from + 1;
        }
        long number = 0;
        for (int i = start; i < to; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            number = Math.min(number * radix + digit, TOO_LARGE);
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean[] forbiddenInDomain() {
        var forbidden = new boolean[0x80];
        for (int c = 0; c <= ' '; c++) {
            forbidden[c] = true;
        }
        "#/:<>?@[\\]^|%\u007F".chars().forEach(c -> forbidden[c] = true);
        return forbidden;
    }
}
