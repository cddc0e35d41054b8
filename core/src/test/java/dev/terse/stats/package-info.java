@NullMarked
package dev.terse.stats;

import org.jspecify.annotations.NullMarked;
