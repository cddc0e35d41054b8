/** Background tasks as people see them. */
@NullMarked
package dev.terse.task;

import org.jspecify.annotations.NullMarked;
