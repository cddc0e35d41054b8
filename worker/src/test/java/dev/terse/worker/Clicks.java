package dev.terse.worker;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.UUID;

/** Records of clicks, one after the other, as a journal has them. */
final class Clicks {
    static final Instant AT = Instant.parse("2026-11-22T10:20:00Z");

    private final UUID journal = UUID.randomUUID();
    private final ClickEncoder encoder = new ClickEncoder();
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private long from;

    Clicks visit(long link) {
        return visit(link, AT.toEpochMilli(), 1);
    }

    Clicks visit(long link, long atMillis, long visitor) {
        encoder.begin(atMillis, link, Purpose.VISIT)
                .visitor(visitor)
                .text(ClickText.USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0")
                .text(ClickText.COUNTRY, "DE");
        int length = encoder.end();
        records.write(encoder.bytes(), 0, length);
        return this;
    }

    /** A record whose payload is not what its checksum says. */
    Clicks damaged(long link) {
        encoder.begin(AT.toEpochMilli(), link, Purpose.VISIT);
        int length = encoder.end();
        byte[] bytes = encoder.bytes().clone();
        bytes[ClickEncoder.FRAME] ^= 1;
        records.write(bytes, 0, length);
        return this;
    }

    /** Bytes that are no frame. */
    Clicks garbage(int length) {
        records.write(new byte[length], 0, length);
        return this;
    }

    /** All records since the last batch. */
    ClickBatch batch() {
        ClickBatch batch = new ClickBatch(journal, from, records.toByteArray());
        from = batch.to();
        records.reset();
        return batch;
    }
}
