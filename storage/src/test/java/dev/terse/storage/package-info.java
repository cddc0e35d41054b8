/** The contracts of the stores, passed by each engine, and a real PostgreSQL server for tests of any module. */
@NullMarked
package dev.terse.storage;

import org.jspecify.annotations.NullMarked;
