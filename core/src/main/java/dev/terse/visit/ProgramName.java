package dev.terse.visit;

import java.util.Locale;
import java.util.Set;

/**
 * Finds what a program calls itself in its User-Agent: the word that gave it away, or else its product. The text is a
 * stranger's, and so is the name.
 */
final class ProgramName {
    static final int MAX_LENGTH = 60;

    private static final String UNKNOWN = "unknown";

    private static final Set<String> GENERIC = Set.of(
            "mozilla",
            "compatible",
            "khtml",
            "like",
            "gecko",
            "chrome",
            "safari",
            "firefox",
            "mobile",
            "version",
            "build",
            "intel",
            "cpu",
            "nt",
            "x86_64",
            "win64",
            "x64",
            "wow64",
            "en-us");

    private static final Set<String> GENERIC_DEEDS = Set.of(
            "crawl",
            "spider",
            "feed",
            "agent",
            "fetch",
            "monitor",
            "subscriber",
            "read",
            "proxy",
            "transcoder",
            "synthetic",
            "validat",
            "validator",
            "robot",
            "check",
            "favicon");

    private ProgramName() {}

    static String in(String userAgent, int kinds) {
        int named = Automation.has(kinds, Automation.NAME) ? Automation.TOKENS.find(userAgent, Automation.NAME) : -1;
        if (named >= 0) {
            return wordAround(userAgent, named);
        }
        if (Automation.has(kinds, Automation.DEED)) {
            String word = wordAround(userAgent, Automation.TOKENS.find(userAgent, Automation.DEED));
            if (isMoreThanDeed(word)) {
                return word;
            }
        }
        int address = Automation.has(kinds, Automation.ADDRESS)
                ? Automation.TOKENS.find(userAgent, Automation.ADDRESS)
                : userAgent.length();
        int from = Automation.has(kinds, Automation.COMPATIBLE)
                ? Automation.TOKENS.find(userAgent, Automation.COMPATIBLE)
                : 0;
        String product = firstProduct(userAgent, from < address ? from : 0, address);
        return product.equals(UNKNOWN) ? firstProduct(userAgent, 0, userAgent.length()) : product;
    }

    /** Whether a word with a deed in it says who does it: {@code Googlebot} does, {@code bot} doesn't. */
    private static boolean isMoreThanDeed(String word) {
        for (String suffix : new String[] {"", "s", "er", "ing"}) {
            String deed = word.endsWith(suffix) ? word.substring(0, word.length() - suffix.length()) : word;
            if (deed.length() < 4 || GENERIC_DEEDS.contains(deed.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private static String firstProduct(String text, int from, int end) {
        int at = from;
        while (at < end) {
            int start = at;
            while (at < end && isName(text.charAt(at))) {
                at++;
            }
            if (at - start > 1 && isOwn(text.substring(start, at))) {
                return cut(text, start, at);
            }
            at = at > start && at < end && text.charAt(at) == '/'
                    ? endOfVersion(text, at + 1, end)
                    : Math.max(at, start + 1);
        }
        return UNKNOWN;
    }

    private static int endOfVersion(String text, int from, int end) {
        int at = from;
        while (at < end && isName(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isOwn(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        int kinds = Automation.TOKENS.kindsIn(word);
        return !GENERIC.contains(lower)
                && lower.chars().anyMatch(c -> c >= 'a' && c <= 'z')
                && !Automation.has(kinds, Automation.PLATFORM)
                && !Automation.has(kinds, Automation.BROWSER);
    }

    private static String wordAround(String text, int at) {
        int start = at;
        while (start > 0 && isName(text.charAt(start - 1))) {
            start--;
        }
        int end = at;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        return cut(text, start, end);
    }

    private static String cut(String text, int start, int end) {
        int from = start;
        int to = Math.min(end, start + MAX_LENGTH);
        while (from < to && !Tokens.isWord(text.charAt(from))) {
            from++;
        }
        while (to > from && !Tokens.isWord(text.charAt(to - 1))) {
            to--;
        }
        return from < to ? text.substring(from, to) : UNKNOWN;
    }

    private static boolean isName(char c) {
        return Tokens.isWord(c) || c == '-' || c == '_' || c == '.';
    }
}
