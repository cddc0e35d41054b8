package dev.terse.create;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.terse.change.Change;
import dev.terse.change.ChangeListener;
import dev.terse.key.ApiKey;
import dev.terse.key.ApiKeys;
import dev.terse.store.StorageUnavailable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The API keys that were used lately, so that a request rarely asks the store for its key. A key is asked for again after
 * {@link #FRESH}, and dropped as soon as the change feed tells of its revocation; while the store can't answer, one that
 * was asked for within {@link #KEPT} is still believed. Safe for use by many threads.
 */
public final class KeyRing implements ChangeListener {
    static final Duration FRESH = Duration.ofSeconds(30);
    static final Duration KEPT = Duration.ofMinutes(30);
    private static final int MAX_KEYS = 10_000;

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Cache<ByteBuffer, Held> held =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();
    private final AtomicLong drops = new AtomicLong();

    public KeyRing(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The key with this text, where it is live.
     *
     * @throws StorageUnavailable where the key is not held and the store can't answer
     */
    Optional<ApiKey> find(String text) {
        if (!KeyText.isPossible(text)) {
            return Optional.empty();
        }
        byte[] sha256 = KeyText.sha256(text);
        ByteBuffer hash = ByteBuffer.wrap(sha256);
        Instant now = clock.instant();
        Held known = held.getIfPresent(hash);
        if (known != null && now.isBefore(known.askedAt().plus(FRESH))) {
            return live(known.key(), now);
        }
        try {
            return live(ask(hash, sha256, now), now);
        } catch (StorageUnavailable e) {
            if (known != null && now.isBefore(known.askedAt().plus(KEPT))) {
                return live(Optional.of(known.key()), now);
            }
            throw e;
        }
    }

    private Optional<ApiKey> ask(ByteBuffer hash, byte[] sha256, Instant now) {
        long dropsBefore = drops.get();
        Optional<ApiKey> found = keys.findByHash(sha256);
        if (found.isEmpty()) {
            held.invalidate(hash);
            return found;
        }
        held.put(hash, new Held(found.get(), now));
        if (drops.get() != dropsBefore) {
            // What was read may be from before the change that was heard meanwhile.
            held.invalidate(hash);
        }
        return found;
    }

    private static Optional<ApiKey> live(ApiKey key, Instant now) {
        return live(Optional.of(key), now);
    }

    private static Optional<ApiKey> live(Optional<ApiKey> key, Instant now) {
        return key.filter(found -> found.isLiveAt(now));
    }

    @Override
    public void changed(Change change) {
        switch (change) {
            case Change.OfKey(String id) -> {
                drops.incrementAndGet();
                held.asMap().values().removeIf(one -> one.key().id().equals(id));
            }
            case Change.OfLink _ -> {}
        }
    }

    @Override
    public void forgetAll() {
        drops.incrementAndGet();
        held.invalidateAll();
    }

    private record Held(ApiKey key, Instant askedAt) {}
}
