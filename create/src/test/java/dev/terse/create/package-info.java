/** Tests of the create service, and what tests of the assembled product share with them. */
@NullMarked
package dev.terse.create;

import org.jspecify.annotations.NullMarked;
