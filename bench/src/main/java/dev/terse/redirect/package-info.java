/** Measures what the package of this name keeps to itself. */
@NullMarked
package dev.terse.redirect;

import org.jspecify.annotations.NullMarked;
