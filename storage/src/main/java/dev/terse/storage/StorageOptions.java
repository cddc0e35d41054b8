package dev.terse.storage;

import dev.terse.store.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a storage is used.
 *
 * @param secret the installation's secret where it is given from outside; null to make one at the first start and keep
 *     it in the store
 * @param timeLimit how long a caller waits for an answer at most, waiting for its turn included
 * @param connections to read with on SQLite, in all on PostgreSQL
 */
public record StorageOptions(@Nullable Secret secret, Duration timeLimit, int connections) {
    /** No secret from outside, five seconds, and connections enough for the services on a small machine. */
    public static final StorageOptions DEFAULT = new StorageOptions(null, Duration.ofSeconds(5), 8);

    public StorageOptions {
        if (timeLimit.toMillis() < 100) {
            throw new IllegalArgumentException("a time limit of less than 100 ms leaves no time to answer");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("a storage needs a connection");
        }
    }

    public StorageOptions withSecret(Secret given) {
        return new StorageOptions(given, timeLimit, connections);
    }

    public StorageOptions withTimeLimit(Duration limit) {
        return new StorageOptions(secret, limit, connections);
    }

    public StorageOptions withConnections(int count) {
        return new StorageOptions(secret, timeLimit, count);
    }
}
