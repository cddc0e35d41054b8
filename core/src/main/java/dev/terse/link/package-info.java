/** Links: what an owner sets, what is stored, and the contract of their store. */
@NullMarked
package dev.terse.link;

import org.jspecify.annotations.NullMarked;
