package dev.terse.stats;

/** Whose clicks a rollup adds up. */
public sealed interface Scope {
    /** Those of one link, by its number. */
    record OfLink(long number) implements Scope {}

    /** Those of all links of a domain, by its number. A workspace's are those of its domains. */
    record OfDomain(long number) implements Scope {}
}
