package dev.terse.redirect;

import dev.terse.code.Code;
import dev.terse.visit.Visit;
import org.jspecify.annotations.Nullable;

/**
 * What a request line asks for, taken apart as it was sent: nothing is decoded or made canonical, except that a code may
 * be percent-encoded (RFC 3986, 6.2.2.2: {@code %61bc} is {@code abc}) and so may the plus of a preview.
 *
 * @param path from the first slash on, without query and fragment; {@code *} and the like as they are
 * @param code what the path's first segment spells, null where that is no code
 * @param visit the rest of it; {@link Visit#PLAIN} where there is no code
 */
record RequestTarget(String path, @Nullable Code code, Visit visit) {

    /** Reads the target in origin-form, in absolute-form, or in a form that means nothing here. */
    static RequestTarget parse(String uri) {
        int start = uri.startsWith("/") ? 0 : endOfAuthority(uri);
        int end = uri.indexOf('#', start);
        if (end < 0) {
            end = uri.length();
        }
        int mark = uri.indexOf('?', start);
        int endOfPath = mark < 0 || mark > end ? end : mark;
        String path = start == endOfPath ? "/" : uri.substring(start, endOfPath);
        if (path.charAt(0) != '/') {
            return new RequestTarget(path, null, Visit.PLAIN);
        }
        int slash = path.indexOf('/', 1);
        String segment = path.substring(1, slash < 0 ? path.length() : slash);
        if (segment.indexOf('%') >= 0) {
            segment = decode(segment);
        }
        boolean preview = segment.endsWith("+");
        Code code = Code.parse(preview ? segment.substring(0, segment.length() - 1) : segment)
                .orElse(null);
        if (code == null) {
            return new RequestTarget(path, null, Visit.PLAIN);
        }
        String rest = slash < 0 ? "" : path.substring(slash);
        String query = endOfPath == end ? "" : uri.substring(endOfPath + 1, end);
        Visit visit = rest.isEmpty() && query.isEmpty() && !preview ? Visit.PLAIN : new Visit(rest, query, preview);
        return new RequestTarget(path, code, visit);
    }

    /** Where the path begins in {@code http://host/path}; 0 where the text is nothing of the kind. */
    private static int endOfAuthority(String uri) {
        int colon = uri.indexOf("://");
        boolean http = colon > 0 && (colon == 4 || colon == 5) && uri.regionMatches(true, 0, "https", 0, colon);
        if (!http) {
            return 0;
        }
        int i = colon + 3;
        while (i < uri.length() && "/?#".indexOf(uri.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    /** Malformed encodings stay: their percent sign keeps the text from being a code. */
    private static String decode(String segment) {
        StringBuilder decoded = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            int high = c == '%' && i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
            if (low < 0) {
                decoded.append(c);
            } else {
                decoded.append((char) (high << 4 | low));
                i += 2;
            }
        }
        return decoded.toString();
    }
}
