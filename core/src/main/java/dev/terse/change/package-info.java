/** The change feed: how every process hears of what was written. */
@NullMarked
package dev.terse.change;

import org.jspecify.annotations.NullMarked;
