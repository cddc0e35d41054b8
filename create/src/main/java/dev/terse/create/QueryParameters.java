package dev.terse.create;

import dev.terse.web.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query, in the form {@code application/x-www-form-urlencoded}: each at most once, none
 * empty, none unknown. What is wrong with a single value is gathered in
 * {@link #mistakes}, for the call to add to.
 */
final class QueryParameters {
    private static final int MAX_TEXT = 200;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

    private final Map<String, String> values;
    private final Set<String> given;
    private final Mistakes mistakes;

    private QueryParameters(Map<String, String> values, Set<String> given, Mistakes mistakes) {
        this.given = given;
        this.values = values;
        this.mistakes = mistakes;
    }

    /**
     * Reads a query.
     *
     * @param query as it stands in the request, without the question mark
     * @throws Refusal where a parameter's name is no percent-encoded UTF-8
     */
    static QueryParameters parse(@Nullable String query, Set<String> known) {
        Mistakes mistakes = new Mistakes();
        Map<String, String> values = new HashMap<>();
        Set<String> given = new HashSet<>();
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&", -1)) {
                if (!pair.isEmpty()) {
                    read(pair, known, values, given, mistakes);
                }
            }
        }
        return new QueryParameters(values, given, mistakes);
    }

    private static void read(
            String pair, Set<String> known, Map<String, String> values, Set<String> given, Mistakes mistakes) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        if (name == null) {
            throw new Refusal(ProblemType.MALFORMED_REQUEST, "The query has a name that is no percent-encoded UTF-8.");
        }
        String field = Mistakes.shortened(name);
        if (!known.contains(name)) {
            mistakes.add(field, FieldType.UNKNOWN_FIELD, "This call has no such parameter.");
            return;
        }
        if (!given.add(name)) {
            mistakes.add(field, FieldType.OUT_OF_RANGE, "Give the parameter once.");
            return;
        }
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (value == null || value.indexOf('\0') >= 0) {
            mistakes.add(field, FieldType.INVALID_CHARACTER, "Give text as percent-encoded UTF-8, without NUL.");
        } else if (value.isEmpty()) {
            mistakes.add(field, FieldType.MISSING, "Give the parameter a value, or leave it out.");
        } else {
            values.put(name, value);
        }
    }

    Mistakes mistakes() {
        return mistakes;
    }

    /** Whether the parameter is in the query, with whatever value. */
    boolean isGiven(String name) {
        return given.contains(name);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A text of 200 characters at most. */
    @Nullable
    String text(String name) {
        String value = values.get(name);
        if (value != null && value.codePointCount(0, value.length()) > MAX_TEXT) {
            mistakes.add(name, FieldType.TOO_LONG, "Give at most " + MAX_TEXT + " characters.");
            return null;
        }
        return value;
    }

    int number(String name, int min, int max, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(value).matches()) {
            mistakes.add(name, FieldType.WRONG_TYPE, "Give a whole number in digits.");
            return otherwise;
        }
        if (value.length() < 10) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        mistakes.add(name, FieldType.OUT_OF_RANGE, "Give a number from " + min + " to " + max + ".");
        return otherwise;
    }

    /** The text that a part of a query or path encodes, or null where that is no percent-encoded UTF-8. */
    private static @Nullable String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            byte b = in[i];
            if (b == '+') {
                out.put((byte) ' ');
            } else if (b == '%') {
                int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
                int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                out.put((byte) (high << 4 | low));
                i += 2;
            } else {
                out.put(b);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
