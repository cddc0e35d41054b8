package dev.terse.code;

import java.util.Optional;

/**
 * The part of a short address after the slash: 3 to 64 of {@code A-Z a-z 0-9 _ -}, case-sensitive. An instance is
 * always of that form; whether it is reserved or taken is asked elsewhere.
 */
public record Code(String value) {
    public static final int MIN_LENGTH = 3;
    public static final int MAX_LENGTH = 64;

    /**
     * Makes a code of what {@link #parse} would accept.
     *
     * @throws IllegalArgumentException where it would not
     */
    public Code {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a code");
        }
    }

    /** The code that {@code text} spells, or empty where it is none. */
    public static Optional<Code> parse(String text) {
        return isValid(text) ? Optional.of(new Code(text)) : Optional.empty();
    }

    private static boolean isValid(String text) {
        int length = text.length();
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
