@NullMarked
package dev.terse.judge;

import org.jspecify.annotations.NullMarked;
