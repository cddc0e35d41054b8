package dev.terse.app;

import dev.terse.Storage;
import dev.terse.create.KeyText;
import dev.terse.create.PublicIds;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The admin key that an installation begins with. */
final class FirstKey {
    private final Storage storage;
    private final KeyText text;
    private final boolean configured;
    private final ApiKey key;

    /** The configured key, else a new one. It is drawn once, however often {@link #ensure} has to be tried. */
    FirstKey(Config config, Storage storage, RandomGenerator random, InstantSource clock) {
        this.storage = storage;
        this.configured = config.firstKey() != null;
        this.text = config.firstKey() != null ? new KeyText(config.firstKey()) : KeyText.random(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        this.key = new ApiKey(
                new PublicIds(random).next(now),
                storage.installation().workspace(),
                "admin",
                text.hint(),
                Set.of(Scope.ADMIN),
                now,
                null,
                null);
    }

    /**
     * Sees to it that there is an admin key: the configured one, else the new one where the store has none at all. May be
     * tried again after a {@link dev.terse.store.StorageUnavailable}, which does not say whether the key was stored.
     *
     * @return the text of the key that was made, which nobody can read again
     */
    Optional<String> ensure() {
        if (configured) {
            storage.apiKeys().add(key, text.sha256());
            return Optional.empty();
        }
        boolean made = storage.apiKeys().addFirst(key, text.sha256())
                || storage.apiKeys().findByHash(text.sha256()).isPresent();
        return made ? Optional.of(text.reveal()) : Optional.empty();
    }
}
