/** {@code terse serve}: configuration, the assembly of roles, and the order in which a process starts and stops. */
@NullMarked
package dev.terse.app;

import org.jspecify.annotations.NullMarked;
