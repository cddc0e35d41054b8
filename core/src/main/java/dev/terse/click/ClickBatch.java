package dev.terse.click;

import java.util.UUID;

/**
 * A run of records from one journal.
 *
 * @param from how many bytes of records the journal holds before the first of these
 * @param records whole records, one after the other, at least one; whoever is given it leaves the array as it is
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and too large to be copied at each turn
public record ClickBatch(UUID journal, long from, byte[] records) {
    /** How many bytes of records the journal holds up to the last of these. */
    public long to() {
        return from + records.length;
    }
}
