package dev.terse.redirect;

import dev.terse.code.Code;

/** A code on a domain. */
record LinkKey(long domain, Code code) {}
