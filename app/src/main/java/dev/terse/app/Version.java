package dev.terse.app;

import java.util.Objects;

/** The version that this build calls itself. */
final class Version {
    private Version() {}

    static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}
