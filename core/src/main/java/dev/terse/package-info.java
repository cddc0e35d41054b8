/** One installation's data as a whole. */
@NullMarked
package dev.terse;

import org.jspecify.annotations.NullMarked;
