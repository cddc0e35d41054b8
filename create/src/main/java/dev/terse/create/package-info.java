/** The create service: the link API under {@code /api/v1} and the pages that explain its problems. */
@NullMarked
package dev.terse.create;

import org.jspecify.annotations.NullMarked;
