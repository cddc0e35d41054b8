package dev.terse.create;

import dev.terse.stats.Scope;

/**
 * What a client wants to be told of: the clicks of one link, or those of a domain and of its links.
 *
 * @param workspace whose links they are
 */
record LiveWatch(long workspace, Scope scope) {}
