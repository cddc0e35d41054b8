package dev.terse.judge;

/** The file that places are looked up in is missing, or isn't one. The message is for whoever set it. */
public final class GeoFileUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GeoFileUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
