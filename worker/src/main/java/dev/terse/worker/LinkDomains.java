package dev.terse.worker;

/**
 * The domains of links that were counted lately, which never change: a set-associative cache of numbers. It never grows;
 * what doesn't fit is asked for again. For one thread.
 */
final class LinkDomains {
    static final long UNKNOWN = -1;

    private static final int SETS = 1 << 14;
    private static final int WAYS = 4;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** No link has the number 0, which marks a free place. */
    private final long[] links = new long[SETS * WAYS];

    private final long[] domains = new long[SETS * WAYS];

    private static int firstOf(long link) {
        return (int) ((link * MIX) >>> 50) * WAYS;
    }

    /** The domain of a link, {@link #UNKNOWN} where it is not remembered. */
    long of(long link) {
        int first = firstOf(link);
        for (int way = first; way < first + WAYS; way++) {
            if (links[way] == link && link != 0) {
                return domains[way];
            }
        }
        return UNKNOWN;
    }

    /** Remembers the domain of a link that is not remembered. */
    void put(long link, long domain) {
        int first = firstOf(link);
        System.arraycopy(links, first, links, first + 1, WAYS - 1);
        System.arraycopy(domains, first, domains, first + 1, WAYS - 1);
        links[first] = link;
        domains[first] = domain;
    }
}
