package dev.terse.change;

import dev.terse.code.Code;

/** Something that was written, as the processes that hold a copy of it hear of it. */
public sealed interface Change {
    /** A link was edited, disabled, banned or deleted. Creation is no change: nobody holds a code that was unknown. */
    record OfLink(long domain, Code code) implements Change {}

    /** A key was revoked. */
    record OfKey(String id) implements Change {}
}
