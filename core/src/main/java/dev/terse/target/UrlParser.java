package dev.terse.target;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The parser of the <a href="https://url.spec.whatwg.org/#url-parsing">URL Standard</a> for http and https without a base,
 * which serialises as it reads, in one pass over each part.
 *
 * <p>It reads on where a link may not follow the standard (a backslash beside the host, a tab or line break inside, user
 * info, another number of slashes than two), so that all that is wrong is known at once. One thing is read differently: an unpaired
 * surrogate is refused, where the standard would put U+FFFD in its place and so lead somewhere else.
 */
final class UrlParser {
    private static final String HTTP = "http";
    private static final String HTTPS = "https";

    private static final boolean[] PATH_SET = percentEncodeSet(" \"#<>?^`{}");
    private static final boolean[] SPECIAL_QUERY_SET = percentEncodeSet(" \"#<>'");
    private static final boolean[] FRAGMENT_SET = percentEncodeSet(" \"<>`");

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final String text;
    private final EnumSet<TargetRefusal> refusals;
    private final StringBuilder href;

    private UrlParser(String text, EnumSet<TargetRefusal> refusals) {
        this.text = text;
        this.refusals = refusals;
        this.href = new StringBuilder(text.length() + 16);
    }

    /**
     * An address as the standard has parsed it.
     *
     * @param port the effective one
     */
    record Parsed(String href, Host host, int port) {}

    /**
     * Parses {@code input} and adds all reasons against its spelling to {@code refusals}; null, with a reason, where the
     * standard fails or the scheme is another.
     */
    static @Nullable Parsed parse(String input, EnumSet<TargetRefusal> refusals) {
        int start = 0;
        int end = input.length();
        while (start < end && input.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && input.charAt(end - 1) <= ' ') {
            end--;
        }
        if (start == end) {
            refusals.add(TargetRefusal.MISSING);
            return null;
        }
        String text = withoutTabsAndLineBreaks(input.substring(start, end), refusals);
        return new UrlParser(text, refusals).parse();
    }

    private static String withoutTabsAndLineBreaks(String text, EnumSet<TargetRefusal> refusals) {
        boolean removes = false;
        boolean refused = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                removes |= isTabOrLineBreak(c);
            } else if (Character.isSurrogate(c)) {
                boolean paired = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (paired) {
                    i++;
                } else {
                    refused = true;
                }
            }
        }
        if (removes || refused) {
            refusals.add(TargetRefusal.INVALID_CHARACTER);
        }
        if (!removes) {
            return text;
        }
        var kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isTabOrLineBreak(c)) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private @Nullable Parsed parse() {
        int colon = schemeEnd();
        if (colon < 0) {
            refusals.add(TargetRefusal.MISSING_SCHEME);
            return null;
        }
        boolean secure = isScheme(HTTPS, colon);
        if (!secure && !isScheme(HTTP, colon)) {
            refusals.add(looksLikeHostAndPort(colon) ? TargetRefusal.MISSING_SCHEME : TargetRefusal.UNSUPPORTED_SCHEME);
            return null;
        }
        int authority = colon + 1;
        while (authority < text.length() && isSlash(text.charAt(authority))) {
            authority++;
        }
        if (authority - colon != 3) {
            refusals.add(TargetRefusal.INVALID_URL);
        }
        int end = authority;
        int hostStart = authority;
        while (end < text.length() && !endsAuthority(text.charAt(end))) {
            if (text.charAt(end) == '@') {
                hostStart = end + 1;
            }
            end++;
        }
        // Programs disagree on which host an address leads to where a backslash stands beside it.
        int backslash = text.indexOf('\\', colon);
        if (backslash >= 0 && backslash <= end) {
            refusals.add(TargetRefusal.INVALID_CHARACTER);
        }
        if (hostStart != authority) {
            refusals.add(TargetRefusal.USERINFO_NOT_ALLOWED);
        }
        int hostEnd = HostParser.portColon(text, hostStart, end);
        Host host = HostParser.parse(text.substring(hostStart, hostEnd));
        int port = HostParser.parsePort(text, Math.min(hostEnd + 1, end), end);
        if (host == null) {
            refusals.add(TargetRefusal.INVALID_HOST);
        }
        if (port == HostParser.INVALID_PORT) {
            refusals.add(TargetRefusal.INVALID_PORT);
        }
        if (host == null || port == HostParser.INVALID_PORT) {
            return null;
        }
        int defaultPort = secure ? 443 : 80;
        href.append(secure ? HTTPS : HTTP).append("://").append(host.serialised());
        if (port != HostParser.NO_PORT && port != defaultPort) {
            href.append(':').append(port);
        }
        int query = appendPath(end);
        int fragment = indexOrEnd('#', query);
        append(query, fragment, SPECIAL_QUERY_SET);
        append(fragment, text.length(), FRAGMENT_SET);
        return new Parsed(href.toString(), host, port == HostParser.NO_PORT ? defaultPort : port);
    }

    /** Where the colon after a scheme stands, or -1 where the text does not begin with one. */
    private int schemeEnd() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter) {
                continue;
            }
            if (i == 0) {
                return -1;
            }
            if (c == ':') {
                return i;
            }
            if (!(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') {
                return -1;
            }
        }
        return -1;
    }

    private boolean isScheme(String scheme, int colon) {
        return colon == scheme.length() && text.regionMatches(true, 0, scheme, 0, colon);
    }

    /** True for {@code example.com:8080/page}: by the standard a scheme {@code example.com}, but nobody means one. */
    private boolean looksLikeHostAndPort(int colon) {
        int end = colon + 1;
        while (end < text.length() && !endsAuthority(text.charAt(end))) {
            end++;
        }
        int dot = text.indexOf('.');
        boolean host = (dot >= 0 && dot < colon) || isScheme("localhost", colon);
        return host && HostParser.parsePort(text, colon + 1, end) >= 0;
    }

    /** Appends the path that begins at {@code from}, without its dot segments, and answers where it ends. */
    private int appendPath(int from) {
        int root = href.length();
        int at = from < text.length() && isSlash(text.charAt(from)) ? from + 1 : from;
        while (true) {
            int start = at;
            while (at < text.length() && !endsAuthority(text.charAt(at))) {
                at++;
            }
            boolean last = at == text.length() || !isSlash(text.charAt(at));
            int dots = dotsOfSegment(start, at);
            if (dots == 0) {
                href.append('/');
                append(start, at, PATH_SET);
            } else {
                if (dots == 2 && href.length() > root) {
                    href.setLength(href.lastIndexOf("/"));
                }
                if (last) {
                    href.append('/');
                }
            }
            if (last) {
                return at;
            }
            at++;
        }
    }

    /** 1 for a single-dot segment and 2 for a double-dot segment, in any of their spellings, else 0. */
    private int dotsOfSegment(int from, int to) {
        int dots = 0;
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == '.') {
                at++;
            } else if (c == '%' && to - at >= 3 && text.charAt(at + 1) == '2' && (text.charAt(at + 2) | 0x20) == 'e') {
                at += 3;
            } else {
                return 0;
            }
            dots++;
        }
        return dots <= 2 ? dots : 0;
    }

    private void append(int from, int to, boolean[] percentEncodeSet) {
        int done = from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && !percentEncodeSet[c]) {
                continue;
            }
            href.append(text, done, i);
            if (c < 0x80) {
                appendEncoded(c);
            } else {
                int codePoint = text.codePointAt(i);
                appendEncodedUtf8(codePoint);
                i += Character.charCount(codePoint) - 1;
            }
            done = i + 1;
        }
        href.append(text, done, to);
    }

    private void appendEncodedUtf8(int codePoint) {
        if (codePoint < 0x800) {
            appendEncoded(0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                appendEncoded(0xE0 | codePoint >> 12);
            } else {
                appendEncoded(0xF0 | codePoint >> 18);
                appendEncoded(0x80 | (codePoint >> 12 & 0x3F));
            }
            appendEncoded(0x80 | (codePoint >> 6 & 0x3F));
        }
        appendEncoded(0x80 | (codePoint & 0x3F));
    }

    private void appendEncoded(int octet) {
        href.append('%').append(HEX[octet >> 4]).append(HEX[octet & 0xF]);
    }

    private int indexOrEnd(char c, int from) {
        int index = text.indexOf(c, from);
        return index < 0 ? text.length() : index;
    }

    private static boolean endsAuthority(char c) {
        return c == '/' || c == '\\' || c == '?' || c == '#';
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    private static boolean isTabOrLineBreak(char c) {
        return c == '\t' || c == '\n' || c == '\r';
    }

    /** The C0 control percent-encode set, of which what is not ASCII is known to the caller, and {@code more}. */
    private static boolean[] percentEncodeSet(String more) {
        var set = new boolean[0x80];
        for (int c = 0; c < ' '; c++) {
            set[c] = true;
        }
        set[0x7F] = true;
        more.chars().forEach(c -> set[c] = true);
        return set;
    }
}
