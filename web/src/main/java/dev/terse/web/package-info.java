/** What the HTTP services share: the server, the operations port, problems, request ids. */
@NullMarked
package dev.terse.web;

import org.jspecify.annotations.NullMarked;
