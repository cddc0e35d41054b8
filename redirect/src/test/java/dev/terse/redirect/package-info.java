@NullMarked
package dev.terse.redirect;

import org.jspecify.annotations.NullMarked;
