package dev.terse.stats;

import java.util.UUID;

/**
 * A record that could not be counted.
 *
 * @param position where it begins in its journal
 * @param reason {@code checksum}, {@code unknown-link}, or {@code refused} where the store failed again and again on what
 *     the record's batch came to
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record DeadClick(UUID journal, long position, String reason, byte[] record) {}
