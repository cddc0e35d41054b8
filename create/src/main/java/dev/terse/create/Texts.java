package dev.terse.create;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads texts of a request. Lengths are counted in Unicode code points, as JSON Schema counts them. */
final class Texts {
    private Texts() {}

    /** The text of a JSON string that has {@code max} characters at most; null, and a mistake, where it is none. */
    static @Nullable String read(String field, JsonNode value, int max, Mistakes mistakes) {
        if (!value.isString()) {
            mistakes.add(field, FieldType.WRONG_TYPE, "Give a string.");
            return null;
        }
        return checked(field, value.stringValue(), max, mistakes);
    }

    /** {@code text} itself, or null, and a mistake, where it is too long or can't be kept as UTF-8. */
    static @Nullable String checked(String field, String text, int max, Mistakes mistakes) {
        if (text.length() > max && text.codePointCount(0, text.length()) > max) {
            mistakes.add(field, FieldType.TOO_LONG, "Give at most " + max + " characters.");
            return null;
        }
        if (hasBrokenCharacter(text)) {
            mistakes.add(field, FieldType.INVALID_CHARACTER, "Leave out NUL and unpaired surrogates.");
            return null;
        }
        return text;
    }

    /** The same for a short name: not empty, no control character, no blank at either end. */
    static @Nullable String name(String field, String text, int max, Mistakes mistakes) {
        if (text.isEmpty()) {
            mistakes.add(field, FieldType.MISSING, "Give 1 to " + max + " characters.");
            return null;
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            mistakes.add(field, FieldType.INVALID_CHARACTER, "Leave out control characters.");
            return null;
        }
        if (isBlank(text.codePointAt(0)) || isBlank(text.codePointBefore(text.length()))) {
            mistakes.add(field, FieldType.INVALID_CHARACTER, "Leave out blanks at the beginning and the end.");
            return null;
        }
        return checked(field, text, max, mistakes);
    }

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** Whether {@code text} has a NUL or a surrogate without its other half. */
    static boolean hasBrokenCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return true;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
