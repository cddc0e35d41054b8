/** One SQL storage for two engines: SQLite, embedded, and PostgreSQL. {@link dev.terse.storage.SqlStorage} is its door. */
@NullMarked
package dev.terse.storage;

import org.jspecify.annotations.NullMarked;
