package dev.terse.storage;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * How what was counted is changed: by one after the other, on however many threads and processes they are, because what
 * is there is read, merged with what is new, and written again.
 */
interface Ledger {
    /**
     * Makes a change in one transaction, which is on disk when this returns.
     *
     * @param prepare reads what it needs and returns what is to be written; nobody else changes what was counted between
     *     this and that. It may be run again, so it leaves alone what it was given.
     */
    <T> T change(Function<Handle, Step<T>> prepare);

    /** What is to be written. Undoes all where it returns false. */
    interface Writes {
        boolean run(Handle handle);
    }

    /**
     * A change that is ready.
     *
     * @param writes of two changes at once, only the writes of one are run at a time
     * @param done the outcome where the writes took hold
     * @param undone the outcome where they returned false
     */
    record Step<T>(Writes writes, T done, T undone) {
        /** Nothing to be written. */
        static <T> Step<T> nothing(T outcome) {
            return new Step<>(_ -> false, outcome, outcome);
        }
    }
}
