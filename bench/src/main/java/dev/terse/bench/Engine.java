package dev.terse.bench;

/** The store under a measured Terse. */
enum Engine {
    SQLITE,
    POSTGRESQL
}
