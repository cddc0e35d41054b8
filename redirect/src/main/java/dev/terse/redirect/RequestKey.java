package dev.terse.redirect;

import dev.terse.code.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key of one request after the other, read from its bytes so that a look into the cache makes no garbage. It can be
 * looked for in a hash table that holds {@link LinkKey}s, which asks the one that is looked for whether it equals one that
 * it holds; never to be put into one. For one thread.
 */
final class RequestKey implements AskedKey {
    private final long domain;
    private byte[] bytes = {};
    private int start;
    private int end;
    private long first;
    private long second;
    private int hash;
    private int turn;

    RequestKey(long domain) {
        this.domain = domain;
    }

    /** Takes a code, whose bytes stay where they are; behind them the array has eight more. */
    RequestKey of(byte[] bytes, int start, int end) {
        this.turn++;
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.first = LinkKey.word(bytes, start, end);
        this.second = LinkKey.word(bytes, start + LinkKey.WORD, end);
        this.hash = LinkKey.hash(LinkKey.hash(domain, first, second), bytes, start + 2 * LinkKey.WORD, end);
        return this;
    }

    /** How many keys this has been. */
    int turn() {
        return turn;
    }

    /** Whether an entry is that of this key. False also where the code is longer than sixteen characters. */
    boolean isOf(CachedLink entry) {
        return end - start <= 2 * LinkKey.WORD && entry.isOf(domain, first, second);
    }

    @Override
    public LinkKey kept() {
        return new LinkKey(domain, new Code(new String(bytes, start, end - start, StandardCharsets.US_ASCII)));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof LinkKey key) || key.first != first || key.second != second || key.domain != domain) {
            return false;
        }
        int rest = Math.min(start + 2 * LinkKey.WORD, end);
        return end - rest == key.rest.length
                && (rest == end || Arrays.equals(key.rest, 0, key.rest.length, bytes, rest, end));
    }
}
