package dev.terse.create;

import dev.terse.stats.Kind;
import dev.terse.stats.Rollup.Clicks;
import java.util.Locale;
import java.util.Optional;

/** Whose clicks an answer counts; those of the others are left out of every number, as if they had not been made. */
enum Audience {
    /** Everybody's. */
    INCLUDE,
    /** People's only: neither bots' nor preloads. */
    EXCLUDE,
    /** Bots' only. */
    ONLY;

    /** The name in the API, as the value of {@code bots}. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Audience> parse(String text) {
        for (Audience audience : values()) {
            if (audience.text().equals(text)) {
                return Optional.of(audience);
            }
        }
        return Optional.empty();
    }

    boolean counts(Kind kind) {
        return switch (this) {
            case INCLUDE -> true;
            case EXCLUDE -> kind == Kind.HUMAN;
            case ONLY -> kind == Kind.BOT;
        };
    }

    Clicks of(Clicks clicks) {
        return switch (this) {
            case INCLUDE -> clicks;
            case EXCLUDE -> new Clicks(clicks.humans(), 0, 0);
            case ONLY -> new Clicks(0, clicks.bots(), 0);
        };
    }
}
