/** What single parts of a redirect take in time and memory, by JMH. Started by {@code bench/run jmh}. */
@NullMarked
package dev.terse.bench.micro;

import org.jspecify.annotations.NullMarked;
