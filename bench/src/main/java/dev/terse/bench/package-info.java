/** Load scenarios against the built product, each one a subcommand of {@code bench/run}. Never shipped. */
@NullMarked
package dev.terse.bench;

import org.jspecify.annotations.NullMarked;
