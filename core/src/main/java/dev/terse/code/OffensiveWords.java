package dev.terse.code;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words that a generated code must not contain, from {@code offensive-words.txt}. What people choose themselves is their
 * own affair.
 */
final class OffensiveWords {
    private static final Set<String> WORDS = read();
    private static final int SHORTEST =
            WORDS.stream().mapToInt(String::length).min().orElseThrow();
    private static final int LONGEST =
            WORDS.stream().mapToInt(String::length).max().orElseThrow();

    private OffensiveWords() {}

    /**
     * Whether one of the words occurs anywhere in {@code code}, in any case and with digits read as the letters that they
     * look like. {@code 1} is read as i and as l; as i, l and 1 are all one here, a harmless code is passed over now and
     * then.
     */
    static boolean occurIn(String code) {
        String folded = fold(code);
        for (int start = 0; start <= folded.length() - SHORTEST; start++) {
            int last = Math.min(folded.length(), start + LONGEST);
            for (int end = start + SHORTEST; end <= last; end++) {
                if (WORDS.contains(folded.substring(start, end))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code text} with every character replaced by the one that stands for all that look like it. */
    private static String fold(String text) {
        char[] folded = text.toLowerCase(Locale.ROOT).toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = standIn(folded[i]);
        }
        return new String(folded);
    }

    private static char standIn(char lower) {
        return switch (lower) {
            case '0' -> 'o';
            case '1', 'l' -> 'i';
            case '3' -> 'e';
            case '4' -> 'a';
            case '5' -> 's';
            case '7' -> 't';
            case '8' -> 'b';
            case '9' -> 'g';
            default -> lower;
        };
    }

    private static Set<String> read() {
        try (InputStream in = Objects.requireNonNull(OffensiveWords.class.getResourceAsStream("offensive-words.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(OffensiveWords::fold)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
