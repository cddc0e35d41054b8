/** API keys and their scopes. */
@NullMarked
package dev.terse.key;

import org.jspecify.annotations.NullMarked;
