@NullMarked
package dev.terse.journal;

import org.jspecify.annotations.NullMarked;
