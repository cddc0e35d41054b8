package dev.terse.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of all workspaces. */
public interface ApiKeys {
    /**
     * Adds a key unless one of the same hash exists, in one transaction.
     *
     * @param sha256 of the key's text, 32 bytes
     * @return whether it was added
     */
    boolean add(ApiKey key, byte[] sha256);

    /** Adds a key unless there is any key at all, in one transaction: of several first starts at once one wins. */
    boolean addFirst(ApiKey key, byte[] sha256);

    /** The key whose text has this hash, revoked and expired ones included. */
    Optional<ApiKey> findByHash(byte[] sha256);

    /** The workspace's keys, newest first, revoked and expired ones included. */
    List<ApiKey> list(long workspace);

    /**
     * Revokes a key and adds the change, in one transaction. Revoking again changes nothing.
     *
     * @return whether the workspace has such a key
     */
    boolean revoke(long workspace, String id, Instant now);
}
