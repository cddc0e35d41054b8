package dev.terse.store;

/**
 * What one installation was born with.
 *
 * @param workspace the default workspace
 * @param domain the default domain, which serves every host that is no domain of its own
 * @param secret what codes (and later visitor hashes and sessions) are derived from
 */
public record Installation(long workspace, long domain, Secret secret) {}
