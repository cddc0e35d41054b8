package dev.terse.store;

/**
 * What a store says of itself.
 *
 * @param engine {@code sqlite} or {@code postgresql}
 * @param version of the engine
 * @param schema number of the newest migration that was applied
 */
public record StoreStatus(String engine, String version, String schema) {}
