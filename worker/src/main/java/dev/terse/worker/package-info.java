/** The worker service: what is done in the background, on as many workers as there are. */
@NullMarked
package dev.terse.worker;

import org.jspecify.annotations.NullMarked;
