package dev.terse.judge;

import org.jspecify.annotations.Nullable;

/**
 * Who a User-Agent belongs to: a program, or a person's browser.
 *
 * @param program its name, null for a browser
 * @param browser the family, null for a program, as the two that follow
 */
record Agent(
        @Nullable String program,
        @Nullable String browser,
        @Nullable String system,
        @Nullable String device) {
    static Agent program(String name) {
        return new Agent(name, null, null, null);
    }
}
