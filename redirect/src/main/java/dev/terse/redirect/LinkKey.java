package dev.terse.redirect;

import dev.terse.code.Code;

/** A code on a domain. */
record LinkKey(long domain, Code code) implements AskedKey {
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(domain) + code.value().hashCode();
    }

    @Override
    public LinkKey kept() {
        return this;
    }
}
