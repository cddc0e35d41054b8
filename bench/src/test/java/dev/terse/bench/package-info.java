@NullMarked
package dev.terse.bench;

import org.jspecify.annotations.NullMarked;
