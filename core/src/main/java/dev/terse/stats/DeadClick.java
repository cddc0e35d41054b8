package dev.terse.stats;

import java.util.UUID;

/**
 * A record that could not be counted.
 *
 * @param position where it begins in its journal
 * @param reason {@code checksum} or {@code unknown-link}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record DeadClick(UUID journal, long position, String reason, byte[] record) {}
