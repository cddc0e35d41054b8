package dev.terse.stats;

/** Who a click came from, as it was judged. */
public enum Kind {
    HUMAN,
    /** A crawler, a preview of a messenger, a script. */
    BOT,
    /** Nobody went there: the method was HEAD, or a browser fetched the page in case somebody would. */
    PRELOAD
}
