package dev.terse.link;

/** What became of an edit or a delete. */
public sealed interface Edit {
    /** Committed together with its change; {@code link} is as it is now, or as it was before it was deleted. */
    record Done(Link link) implements Edit {}

    /** The link is not at the version that was named. Nothing was changed. */
    record VersionMismatch(int actual) implements Edit {}

    /** The workspace has no such link, or it is deleted. */
    record NotFound() implements Edit {}
}
