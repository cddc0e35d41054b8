/** What all stores share: the installation, their status, and the failure of a store that can't answer. */
@NullMarked
package dev.terse.store;

import org.jspecify.annotations.NullMarked;
