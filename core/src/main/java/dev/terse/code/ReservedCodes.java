package dev.terse.code;

import java.util.Set;

/**
 * The codes that no link may have: the names that Terse serves at the root of either port, and words that people take for
 * a part of the service. They hold for chosen codes and for generated ones.
 */
public final class ReservedCodes {
    private static final Set<String> SERVED = Set.of("api", "info", "livez", "metrics", "readyz");

    private static final Set<String> MISTAKABLE = Set.of(
            "actuator",
            "admin",
            "assets",
            "dashboard",
            "docs",
            "favicon",
            "health",
            "index",
            "live",
            "login",
            "logout",
            "null",
            "preview",
            "qr",
            "ready",
            "report",
            "robots",
            "static",
            "undefined");

    private ReservedCodes() {}

    /** Whether {@code text} is reserved, whatever the case of its ASCII letters. */
    public static boolean contains(String text) {
        String lower = lowerCase(text);
        return SERVED.contains(lower) || MISTAKABLE.contains(lower);
    }

    /** Not {@link String#toLowerCase}, to which the Kelvin sign is a {@code k}. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }
}
