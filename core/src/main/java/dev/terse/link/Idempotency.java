package dev.terse.link;

/**
 * A client's promise that requests under one key are the same request.
 *
 * @param key the client's, 1 to 255 characters
 * @param fingerprint SHA-256 of what was asked for, in hex
 * @param answer what the first request answers, kept as it is and handed to the ones that repeat it
 */
public record Idempotency(String key, String fingerprint, String answer) {}
