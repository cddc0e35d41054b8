package dev.terse.storage;

import dev.terse.store.Installation;
import dev.terse.store.Secret;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The one row that says what the installation was born with, read once. */
final class InstallationRow {
    private final Database database;
    private final @Nullable Secret givenSecret;
    private final RandomGenerator random;
    private volatile @Nullable Installation known;

    /** @param givenSecret used instead of the store's; none is made then */
    InstallationRow(Database database, @Nullable Secret givenSecret, RandomGenerator random) {
        this.database = database;
        this.givenSecret = givenSecret;
        this.random = random;
    }

    Installation get() {
        Installation installation = known;
        if (installation == null) {
            installation = read().orElseGet(this::complete);
            known = installation;
        }
        return installation;
    }

    private Optional<Installation> read() {
        return database.read(this::read);
    }

    /** Makes the secret; where another process makes one meanwhile, the first one stays. */
    private Installation complete() {
        byte[] secret = new byte[Secret.LENGTH];
        random.nextBytes(secret);
        return database.write(Database.Lane.REST, handle -> {
            handle.createUpdate("update installation set secret = :secret where id = 1 and secret is null")
                    .bind("secret", secret)
                    .execute();
            return read(handle).orElseThrow();
        });
    }

    private Optional<Installation> read(Handle handle) {
        return handle.createQuery("select workspace, domain, secret from installation where id = 1")
                .map((row, _) -> {
                    byte[] stored = row.getBytes("secret");
                    Secret secret = givenSecret != null || stored == null ? givenSecret : new Secret(stored);
                    return secret == null
                            ? Optional.<Installation>empty()
                            : Optional.of(new Installation(row.getLong("workspace"), row.getLong("domain"), secret));
                })
                .one();
    }
}
