/** Clicks from the moment they are recorded until they are counted, and how both ends agree on their bytes. */
@NullMarked
package dev.terse.click;

import org.jspecify.annotations.NullMarked;
