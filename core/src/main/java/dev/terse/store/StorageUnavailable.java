package dev.terse.store;

/**
 * The store can't answer: it is down, too slow, full or locked. Says nothing about what was asked for, and nothing about
 * whether a write that was under way took hold. Callers answer 503 and may try again.
 */
public final class StorageUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public StorageUnavailable(String message) {
        super(message);
    }
}
