package dev.terse.bench;

/** What is measured of Terse. */
enum Shape {
    /** The redirect process of three services, with PostgreSQL beside it: it records clicks and hands them over. */
    REDIRECT,
    /** One process with everything, on SQLite: it counts the clicks as well. */
    SINGLE
}
