/** Tests of what the HTTP services share. */
@NullMarked
package dev.terse.web;

import org.jspecify.annotations.NullMarked;
