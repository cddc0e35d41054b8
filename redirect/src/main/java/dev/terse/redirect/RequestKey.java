package dev.terse.redirect;

import dev.terse.code.Code;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The key of one request after the other, read from its bytes so that a look into the cache makes no garbage. It can be
 * looked for in a hash table that holds {@link LinkKey}s, which asks the one that is looked for whether it equals one that
 * it holds; never to be put into one. For one thread.
 */
final class RequestKey implements AskedKey {
    private final long domain;
    private final int hashOfDomain;
    private byte[] bytes = {};
    private int start;
    private int length;
    private int hash;

    RequestKey(long domain) {
        this.domain = domain;
        this.hashOfDomain = 31 * Long.hashCode(domain);
    }

    /** Takes the bytes of a code, which stay where they are. */
    RequestKey of(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.length = end - start;
        int hashOfCode = 0;
        for (int i = start; i < end; i++) {
            hashOfCode = 31 * hashOfCode + bytes[i];
        }
        this.hash = hashOfDomain + hashOfCode;
        return this;
    }

    @Override
    public LinkKey kept() {
        return new LinkKey(domain, new Code(new String(bytes, start, length, StandardCharsets.US_ASCII)));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof LinkKey key) || key.domain() != domain) {
            return false;
        }
        String code = key.code().value();
        if (code.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (code.charAt(i) != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }
}
