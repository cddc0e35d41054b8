package dev.terse.link;

/** What became of a {@link LinkDraft}. */
public sealed interface Creation {
    /** Stored, and on disk. */
    record Created(Link link) implements Creation {}

    /** A link of the domain has or had the code. Nothing was stored, no idempotency record either. */
    record CodeTaken() implements Creation {}

    /** The idempotency key was used for the same request before; this was its answer. Nothing was stored. */
    record Replayed(String answer) implements Creation {}

    /** The idempotency key was used for another request. Nothing was stored. */
    record IdempotencyMismatch() implements Creation {}
}
