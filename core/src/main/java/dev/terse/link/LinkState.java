package dev.terse.link;

import java.util.Locale;

/** What a link is at an instant. The first that applies, in this order from the end: deleted, banned, disabled, … */
public enum LinkState {
    ACTIVE,
    SCHEDULED,
    EXPIRED,
    EXHAUSTED,
    DISABLED,
    BANNED,
    DELETED;

    /** The state's name in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
