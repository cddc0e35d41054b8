/** Codes: what one may be, how they are made ahead, and the contract of the pool they wait in. */
@NullMarked
package dev.terse.code;

import org.jspecify.annotations.NullMarked;
