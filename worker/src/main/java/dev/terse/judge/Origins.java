package dev.terse.judge;

import java.util.Locale;

/** Reduces the address of a page to its origin; path and query, which may hold anything, are gone. */
final class Origins {
    /** Stands for no origin. */
    static final String NONE = "";

    private static final int LONGEST_HOST = 253;
    private static final String MARK = "://";

    private Origins() {}

    /**
     * {@code scheme://host}, with the port where it isn't the scheme's own, in small letters; of apps {@code
     * android-app://} and the app's name. {@link #NONE} where the text has none.
     */
    static String of(String referrer) {
        int mark = referrer.indexOf(MARK);
        if (mark < 0) {
            return NONE;
        }
        String scheme = referrer.substring(0, mark).toLowerCase(Locale.ROOT);
        int start = mark + MARK.length();
        int end = start;
        while (end < referrer.length() && "/?#\\".indexOf(referrer.charAt(end)) < 0) {
            end++;
        }
        String authority = referrer.substring(
                        referrer.lastIndexOf('@', end - 1) >= start ? referrer.lastIndexOf('@', end - 1) + 1 : start,
                        end)
                .toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "http" -> origin(scheme, authority, ":80");
            case "https" -> origin(scheme, authority, ":443");
            case "android-app", "ios-app" -> authority.indexOf(':') < 0 ? origin(scheme, authority, "") : NONE;
            default -> NONE;
        };
    }

    private static String origin(String scheme, String authority, String ownPort) {
        int hostEnd = endOfHost(authority);
        if (hostEnd <= 0 || hostEnd > LONGEST_HOST) {
            return NONE;
        }
        String port = authority.substring(hostEnd);
        if (port.isEmpty() || port.equals(":") || port.equals(ownPort)) {
            return scheme + MARK + authority.substring(0, hostEnd);
        }
        return isPort(port) ? scheme + MARK + authority : NONE;
    }

    private static int endOfHost(String authority) {
        if (authority.startsWith("[")) {
            int close = authority.indexOf(']');
            return close > 0 && isAddress(authority, close) ? close + 1 : 0;
        }
        int end = 0;
        while (end < authority.length() && isName(authority.charAt(end))) {
            end++;
        }
        return end < authority.length() && authority.charAt(end) != ':' ? 0 : end;
    }

    private static boolean isAddress(String authority, int close) {
        for (int i = 1; i < close; i++) {
            char c = authority.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return close > 1;
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }

    private static boolean isPort(String port) {
        if (port.length() > 6) {
            return false;
        }
        for (int i = 1; i < port.length(); i++) {
            if (port.charAt(i) < '0' || port.charAt(i) > '9') {
                return false;
            }
        }
        return Integer.parseInt(port, 1, port.length(), 10) <= 0xFFFF;
    }
}
