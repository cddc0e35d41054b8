/** Targets: addresses parsed by the URL Standard and checked by the policy of links. */
@NullMarked
package dev.terse.target;

import org.jspecify.annotations.NullMarked;
