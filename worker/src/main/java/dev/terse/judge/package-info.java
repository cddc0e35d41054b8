/** What can be told of a click from its record: who made it, with what, from where, and on whose advice. */
@NullMarked
package dev.terse.judge;

import org.jspecify.annotations.NullMarked;
