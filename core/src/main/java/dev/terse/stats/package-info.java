/** What is known of clicks that were counted: totals, rollups, and single clicks while they are kept. */
@NullMarked
package dev.terse.stats;

import org.jspecify.annotations.NullMarked;
