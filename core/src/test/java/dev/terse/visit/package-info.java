@NullMarked
package dev.terse.visit;

import org.jspecify.annotations.NullMarked;
