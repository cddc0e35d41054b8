package dev.terse.redirect;

/** A key as somebody asks for it: one to be kept, or one that is read from a request where it lies. */
sealed interface AskedKey permits LinkKey, RequestKey {
    /** The same key in a form that may be kept. */
    LinkKey kept();
}
