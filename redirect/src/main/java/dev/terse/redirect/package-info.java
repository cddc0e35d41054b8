/** The redirect service: what a visitor of a short address gets. The only place that is written for an event loop. */
@NullMarked
package dev.terse.redirect;

import org.jspecify.annotations.NullMarked;
