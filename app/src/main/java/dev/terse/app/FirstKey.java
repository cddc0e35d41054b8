package dev.terse.app;

import dev.terse.Storage;
import dev.terse.create.KeyText;
import dev.terse.create.PublicIds;
import dev.terse.key.ApiKey;
import dev.terse.key.Scope;
import dev.terse.store.Installation;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The admin key that an installation begins with. */
final class FirstKey {
    private FirstKey() {}

    /**
     * Sees to it that there is an admin key: the configured one, else one made now where the store has none at all.
     *
     * @return the text of the key that was made, which nobody can read again
     */
    static Optional<String> ensure(
            Config config, Storage storage, Installation installation, RandomGenerator random, InstantSource clock) {
        boolean configured = config.firstKey() != null;
        KeyText text = config.firstKey() != null ? new KeyText(config.firstKey()) : KeyText.random(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ApiKey key = new ApiKey(
                new PublicIds(random).next(now),
                installation.workspace(),
                "admin",
                text.hint(),
                Set.of(Scope.ADMIN),
                now,
                null,
                null);
        if (configured) {
            storage.apiKeys().add(key, text.sha256());
            return Optional.empty();
        }
        return storage.apiKeys().addFirst(key, text.sha256()) ? Optional.of(text.reveal()) : Optional.empty();
    }
}
