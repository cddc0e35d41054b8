package dev.terse.redirect;

/** Where the clicks of one event loop go: the journal's end that is written. For that loop's thread. */
@FunctionalInterface
public interface ClickSink {
    /**
     * Takes a record, or drops it and counts that where there is no room. Never waits.
     *
     * @param record holds a record of {@link dev.terse.click.ClickEncoder} in its first {@code length} bytes, until this
     *     returns
     * @return whether it was taken
     */
    boolean append(byte[] record, int length);
}
