/** Visits: what one request for a code leads to. */
@NullMarked
package dev.terse.visit;

import org.jspecify.annotations.NullMarked;
