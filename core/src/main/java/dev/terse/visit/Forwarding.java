package dev.terse.visit;

import dev.terse.target.Target;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Adds what a visit brought along to the target of a link.
 *
 * <p>The addition is text of a stranger, so it is written anew: what RFC 3986 allows at its place is kept, as is every
 * well-formed percent-encoding, and everything else is percent-encoded. Beyond that:
 *
 * <ul>
 *   <li>A path that climbs is made inert. The URL Standard takes {@code .%2E} for a dot segment as it does {@code ..}, so
 *       that encoding the dots once is not enough; servers are found that decode twice, that split at an encoded slash or
 *       a backslash, or that cut {@code ..;x} down to {@code ..}. All these are split at, and a piece that spells one or
 *       two dots at any depth of encoding is encoded once more.
 *   <li>Slashes at the joint are one slash, so that a target at its host's root never gets a path that begins with two: a
 *       server that answers it by a redirect to the same path would send the visitor to another host.
 *   <li>A semicolon of a query is encoded: to some servers it separates parameters, and might smuggle in one that the
 *       target has already.
 * </ul>
 *
 * <p>Stateless.
 */
final class Forwarding {
    private static final String PATH = "-._~!$&'()*+,;=:@";
    private static final String QUERY = "-._~!$&()*+,=:@/?";

    private Forwarding() {}

    /** The address with {@code rest} at the end of its path, or empty where that gets too long. */
    static Optional<String> withPath(String href, String rest) {
        int from = 0;
        while (from < rest.length() && isSlash(rest.charAt(from))) {
            from++;
        }
        if (from == rest.length()) {
            return Optional.of(href);
        }
        int end = endOfPath(href);
        StringBuilder out = new StringBuilder(href.length() + rest.length() + 16).append(href, 0, end);
        if (href.charAt(end - 1) != '/') {
            out.append('/');
        }
        appendPieces(out, rest, from);
        out.append(href, end, href.length());
        return out.length() > Target.MAX_LENGTH ? Optional.empty() : Optional.of(out.toString());
    }

    /**
     * The address with those parameters of {@code query} at the end of its query whose decoded names it has none of yet,
     * in their order. Parameters that would make it too long are left out.
     */
    static String withQuery(String href, String query) {
        int hash = startOfFragment(href);
        int mark = href.indexOf('?');
        boolean hasQuery = mark >= 0 && mark < hash;
        Set<String> taken = hasQuery ? names(href.substring(mark + 1, hash)) : Set.of();
        int room = Target.MAX_LENGTH - (href.length() - hash);
        StringBuilder out = new StringBuilder(href.length() + query.length() + 16).append(href, 0, hash);
        char joint = hasQuery ? '&' : '?';
        boolean open = hasQuery && (mark == hash - 1 || href.charAt(hash - 1) == '&');
        for (String parameter : query.split("&", -1)) {
            if (parameter.isEmpty() || taken.contains(name(parameter))) {
                continue;
            }
            int before = out.length();
            if (!open) {
                out.append(joint);
            }
            append(out, parameter, 0, parameter.length(), QUERY);
            if (out.length() > room) {
                out.setLength(before);
            } else {
                joint = '&';
                open = false;
            }
        }
        return out.append(href, hash, href.length()).toString();
    }

    private static int startOfFragment(String href) {
        int hash = href.indexOf('#');
        return hash < 0 ? href.length() : hash;
    }

    private static int endOfPath(String href) {
        int hash = startOfFragment(href);
        int mark = href.indexOf('?');
        return mark < 0 ? hash : Math.min(mark, hash);
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    private static void appendPieces(StringBuilder out, String path, int from) {
        int start = from;
        int i = from;
        while (i < path.length()) {
            int separator = separatorAt(path, i);
            if (separator == 0) {
                i++;
                continue;
            }
            appendPiece(out, path, start, i);
            if (path.charAt(i) == '/') {
                out.append('/');
            } else {
                append(out, path, i, i + separator, PATH);
            }
            i += separator;
            start = i;
        }
        appendPiece(out, path, start, path.length());
    }

    private static void appendPiece(StringBuilder out, String path, int start, int end) {
        if (!spellsDots(path, start, end)) {
            append(out, path, start, end, PATH);
            return;
        }
        for (int i = start; i < end; i++) {
            char c = path.charAt(i);
            switch (c) {
                case '.' -> out.append("%252E");
                case '%' -> out.append("%25");
                default -> out.append(c);
            }
        }
    }

    /** How long the separator is that begins at {@code i}, 0 where there is none. */
    private static int separatorAt(String path, int i) {
        char c = path.charAt(i);
        if (isSlash(c) || c == ';') {
            return 1;
        }
        int code = startOfCode(path, i);
        boolean separates =
                isCode(path, code, '2', 'f') || isCode(path, code, '5', 'c') || isCode(path, code, '3', 'b');
        return separates ? code + 2 - i : 0;
    }

    private static boolean spellsDots(String path, int start, int end) {
        int dots = 0;
        int i = start;
        while (i < end && dots < 3) {
            if (path.charAt(i) == '.') {
                i++;
            } else {
                int code = startOfCode(path, i);
                if (!isCode(path, code, '2', 'e')) {
                    return false;
                }
                i = code + 2;
            }
            dots++;
        }
        return i == end && (dots == 1 || dots == 2);
    }

    /** Where the two hex digits are of the percent-encoding at {@code i}, itself encoded however often, or -1. */
    private static int startOfCode(String path, int i) {
        if (path.charAt(i) != '%') {
            return -1;
        }
        int code = i + 1;
        while (isCode(path, code, '2', '5')) {
            code += 2;
        }
        return code;
    }

    private static boolean isCode(String path, int at, char high, char low) {
        return at >= 0
                && at + 1 < path.length()
                && path.charAt(at) == high
                && (path.charAt(at + 1) | 0x20) == (low | 0x20);
    }

    private static void append(StringBuilder out, String text, int start, int end, String allowed) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean kept = c == '%'
                    ? i + 2 < end && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))
                    : isAlphanumeric(c) || allowed.indexOf(c) >= 0;
            if (kept) {
                out.append(c);
            } else {
                for (byte b : bytes(c)) {
                    out.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
                }
            }
        }
    }

    private static Set<String> names(String query) {
        Set<String> names = new HashSet<>();
        for (String parameter : query.split("&", -1)) {
            if (!parameter.isEmpty()) {
                names.add(name(parameter));
            }
        }
        return names;
    }

    /** The parameter's name as a form is decoded, one character a byte. */
    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        int end = equals < 0 ? parameter.length() : equals;
        ByteArrayOutputStream name = new ByteArrayOutputStream(end);
        for (int i = 0; i < end; i++) {
            char c = parameter.charAt(i);
            if (c == '%' && i + 2 < end && isHex(parameter.charAt(i + 1)) && isHex(parameter.charAt(i + 2))) {
                name.write(Integer.parseInt(parameter, i + 1, i + 3, 16));
                i += 2;
            } else {
                name.writeBytes(c == '+' ? new byte[] {' '} : bytes(c));
            }
        }
        return name.toString(StandardCharsets.ISO_8859_1);
    }

    /** The byte that a character of a request stands for; no byte is above 0xFF, and what is gets written as UTF-8. */
    private static byte[] bytes(char c) {
        return c <= 0xFF ? new byte[] {(byte) c} : String.valueOf(c).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x80;
    }

    private static char hexDigit(int value) {
        return "0123456789ABCDEF".charAt(value & 0xF);
    }
}
