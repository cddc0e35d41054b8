/** Tests of the assembled product, over HTTP. */
@NullMarked
package dev.terse.app;

import org.jspecify.annotations.NullMarked;
