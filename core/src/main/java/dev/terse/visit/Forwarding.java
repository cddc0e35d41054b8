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
 *       two dots, or a separator, at any depth of encoding is encoded once more.
 *   <li>Slashes at the joint are one slash, so that a target at its host's root never gets a path that begins with two: a
 *       server that answers it by a redirect to the same path would send the visitor to another host.
 *   <li>A semicolon of a query is encoded: to some servers it separates parameters, and might smuggle in one that the
 *       target has already.
 *   <li>A parameter is the target's own to whichever server folds names: PHP drops leading spaces, takes {@code a.b} and
 *       {@code a b} for {@code a_b}, lets {@code a[]} replace {@code a} and ends a name at NUL; others ignore case.
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
     * The address with those parameters of {@code query} at the end of its query whose names, decoded and folded, it
     * has none of yet, in their order. The {@link ScanMark} and parameters that would make it too long are left out.
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
            if (parameter.isEmpty() || parameter.equals(ScanMark.PARAMETER) || isTaken(taken, parameter)) {
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
        if (!climbs(path, start, end)) {
            append(out, path, start, end, PATH);
            return;
        }
        for (int i = start; i < end; i++) {
            char c = path.charAt(i);
            switch (c) {
                case '.' -> out.append("%252E");
                case '%' -> out.append("%25");
                default -> append(out, path, i, i + 1, PATH);
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

    /**
     * Whether a piece, decoded as often as there is something to decode, is a dot segment or falls apart at a separator.
     * Percent-encodings never overlap, and neither dots nor separators are part of any, so that one pass finds what any
     * number of decodings could.
     */
    private static boolean climbs(String path, int start, int end) {
        StringBuilder plain = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            plain.append(path.charAt(i));
            int code = plain.length() - 3;
            while (code >= 0 && isEncoding(plain, code)) {
                char decoded = (char) Integer.parseInt(plain, code + 1, code + 3, 16);
                plain.setLength(code);
                plain.append(decoded);
                code -= 2;
            }
        }
        return plain.chars().anyMatch(c -> c == '/' || c == '\\' || c == ';')
                || ".".contentEquals(plain)
                || "..".contentEquals(plain);
    }

    private static boolean isEncoding(CharSequence text, int at) {
        return text.charAt(at) == '%' && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
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
                String name = name(parameter);
                names.add(folded(name));
                names.add(foldedWhole(name));
            }
        }
        return names;
    }

    private static boolean isTaken(Set<String> names, String parameter) {
        String name = name(parameter);
        return names.contains(folded(name)) || names.contains(foldedWhole(name));
    }

    /** The name to a server that takes a bracket for an index. */
    private static String folded(String name) {
        int bracket = name.indexOf('[');
        return foldedWhole(bracket < 0 ? name : name.substring(0, bracket));
    }

    /** The name to a server that takes a bracket for a character that no name may have, as PHP does one left open. */
    private static String foldedWhole(String name) {
        int start = 0;
        while (start < name.length() && name.charAt(start) == ' ') {
            start++;
        }
        StringBuilder folded = new StringBuilder(name.length() - start);
        for (int i = start; i < name.length() && name.charAt(i) != 0; i++) {
            char c = name.charAt(i);
            switch (c) {
                case '.', ' ', '[' -> folded.append('_');
                default -> folded.append(c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
            }
        }
        return folded.toString();
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
