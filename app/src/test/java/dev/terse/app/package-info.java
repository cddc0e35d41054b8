/** Tests of the assembled product. */
@NullMarked
package dev.terse.app;

import org.jspecify.annotations.NullMarked;
