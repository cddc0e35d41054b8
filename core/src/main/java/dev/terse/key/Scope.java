package dev.terse.key;

import java.util.Optional;

/** What a key allows. {@link #ADMIN} includes the others. */
public enum Scope {
    LINKS_READ("links:read"),
    LINKS_WRITE("links:write"),
    STATS_READ("stats:read"),
    ADMIN("admin");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** The scope's name in the API. */
    public String text() {
        return text;
    }

    public static Optional<Scope> parse(String text) {
        for (Scope scope : values()) {
            if (scope.text.equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
