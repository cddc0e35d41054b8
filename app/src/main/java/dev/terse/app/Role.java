package dev.terse.app;

import java.util.Locale;

/** Which services a process runs. */
public enum Role {
    ALL,
    CREATE,
    REDIRECT,
    WORKER;

    /** The role's name in the configuration. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean creates() {
        return this == ALL || this == CREATE;
    }

    boolean redirects() {
        return this == ALL || this == REDIRECT;
    }

    boolean works() {
        return this == ALL || this == WORKER;
    }
}
