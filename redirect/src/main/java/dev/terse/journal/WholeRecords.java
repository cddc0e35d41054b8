package dev.terse.journal;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickReader;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The whole records that an array begins with. */
final class WholeRecords {
    private WholeRecords() {}

    /** Those that a journal of this process has published, none of which is looked into. Null where there is none. */
    static Outgoing.@Nullable Piece published(UUID journal, long from, byte[] bytes) {
        int end = 0;
        int count = 0;
        for (int length; (length = ClickReader.lengthAt(bytes, end, bytes.length)) > 0; end += length) {
            count++;
        }
        return piece(journal, from, bytes, end, count);
    }

    /** Those before the first that is not intact or not whole. Null where there is none. */
    static Outgoing.@Nullable Piece intact(UUID journal, long from, byte[] bytes) {
        ClickReader reader = new ClickReader(bytes, 0, bytes.length);
        int end = 0;
        int count = 0;
        while (reader.next() && reader.isIntact()) {
            end = reader.end();
            count++;
        }
        return piece(journal, from, bytes, end, count);
    }

    private static Outgoing.@Nullable Piece piece(UUID journal, long from, byte[] bytes, int end, int count) {
        if (end == 0) {
            return null;
        }
        ClickReader first = new ClickReader(bytes, 0, end);
        first.next();
        byte[] records = end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
        return new Outgoing.Piece(new ClickBatch(journal, from, records), count, first.atMillis());
    }
}
