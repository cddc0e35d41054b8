package dev.terse.judge;

import java.util.Locale;
import java.util.Set;

/** Finds a visitor's first language in the header {@code Accept-Language} (RFC 9110, 12.5.4). */
final class Languages {
    /** Stands for no language. */
    static final String NONE = "";

    private static final Set<String> OF_TWO_LETTERS = Set.of(Locale.getISOLanguages());

    private Languages() {}

    /** The primary subtag of the first range that has one: two letters of ISO 639, or any three. */
    static String first(String header) {
        for (String range : header.split(",", -1)) {
            String tag = range.strip();
            int end = 0;
            while (end < tag.length() && isLetter(tag.charAt(end))) {
                end++;
            }
            boolean ends = end == tag.length() || "-_; ".indexOf(tag.charAt(end)) >= 0;
            String language = tag.substring(0, end).toLowerCase(Locale.ROOT);
            if (ends && (end == 3 || OF_TWO_LETTERS.contains(language))) {
                return language;
            }
        }
        return NONE;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
