@NullMarked
package dev.terse.qr;

import org.jspecify.annotations.NullMarked;
