@NullMarked
package dev.terse.worker;

import org.jspecify.annotations.NullMarked;
