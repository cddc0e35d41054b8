package dev.terse.redirect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A short cut to links that the cache holds: a table of a fixed size in which each key has one place, and the last one that
 * was asked for has it. An entry says itself what its key is and whether the cache still holds it, so that finding a link
 * takes two steps through memory instead of six, most of which would miss the processor's caches.
 *
 * <p>Nothing is ever found here that the cache has dropped. Safe for use by many threads, without locks.
 */
final class HotLinks {
    private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(CachedLink[].class);

    private final @Nullable CachedLink[] places;
    private final int mask;

    /** @param size a power of two */
    HotLinks(int size) {
        this.places = new CachedLink[size];
        this.mask = size - 1;
    }

    /** The entry of a key where it is here and the cache still holds it. */
    @Nullable
    CachedLink find(RequestKey key) {
        CachedLink entry = (CachedLink) PLACES.getAcquire(places, key.hashCode() & mask);
        return entry != null && key.isOf(entry) && entry.isHeld() ? entry : null;
    }

    /** Gives an entry the place of its key; one with a long code, which would never be found here, has none. */
    void put(CachedLink entry) {
        if (entry.hasShortCode()) {
            PLACES.setRelease(places, entry.hash() & mask, entry);
        }
    }

    /** Lets go of an entry that the cache has dropped. */
    void remove(CachedLink entry) {
        boolean _ = PLACES.compareAndSet(places, entry.hash() & mask, entry, null);
    }
}
