package dev.terse.click;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link ClickEncoder} writes, a {@link ClickReader} reads. */
class ClickRecordTest {
    private static final long AT = 1_795_000_000_123L;

    private final ClickEncoder encoder = new ClickEncoder();

    @Test
    void read_clickWithoutAnything_hasInstantLinkAndPurpose() {
        ClickReader reader = read(record(encoder.begin(AT, 42, Purpose.PREFETCH)));
        assertThat(reader.isIntact()).isTrue();
        assertThat(reader.atMillis()).isEqualTo(AT);
        assertThat(reader.link()).isEqualTo(42);
        assertThat(reader.purpose()).isEqualTo(Purpose.PREFETCH);
        assertThat(reader.visitor()).isZero();
        assertThat(reader.network()).isNull();
        for (ClickText text : ClickText.values()) {
            assertThat(reader.length(text)).isEqualTo(-1);
        }
        assertThat(reader.next()).isFalse();
    }

    @Test
    void read_longestClick_fitsTheArray() {
        encoder.begin(Long.MIN_VALUE, Long.MAX_VALUE, Purpose.PRERENDER)
                .network(new byte[] {1, 2, 3, 4, 5, 6}, 6)
                .visitor(-1);
        for (ClickText text : ClickText.values()) {
            encoder.text(text, new byte[5_000], 0, 5_000);
        }
        byte[] record = record(encoder);
        assertThat(record).hasSize(ClickEncoder.MAX_LENGTH);
        ClickReader reader = read(record);
        assertThat(reader.isIntact()).isTrue();
        assertThat(reader.atMillis()).isEqualTo(Long.MIN_VALUE);
        assertThat(reader.link()).isEqualTo(Long.MAX_VALUE);
        assertThat(reader.visitor()).isEqualTo(-1);
        assertThat(reader.network()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @EnumSource
    void read_textOfAnyLength_isCutToItsLimit(ClickText text) {
        byte[] bytes = new byte[text.maxLength() + 10];
        new Random(7).nextBytes(bytes);
        for (int length = 0; length < bytes.length - 1; length++) {
            byte[] record = record(encoder.begin(AT, 1, Purpose.VISIT).text(text, bytes, 1, length));
            ClickReader reader = read(record);
            byte[] expected = Arrays.copyOfRange(bytes, 1, 1 + Math.min(length, text.maxLength()));
            assertThat(reader.isIntact()).isTrue();
            assertThat(text(record, reader, text)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void read_charactersTooMany_areCut(ClickText text) {
        String value = "é".repeat(text.maxLength() + 1);
        byte[] record = record(encoder.begin(AT, 1, Purpose.VISIT).text(text, value));
        byte[] expected = new byte[text.maxLength()];
        Arrays.fill(expected, (byte) 0xE9);
        assertThat(text(record, read(record), text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void read_purpose_isTheSame(Purpose purpose) {
        assertThat(read(record(encoder.begin(AT, 1, purpose))).purpose()).isEqualTo(purpose);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5, 7, 16})
    void network_moreOrLessThanAPrefix_isRefused(int length) {
        encoder.begin(AT, 1, Purpose.VISIT);
        assertThatThrownBy(() -> encoder.network(new byte[16], length)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void end_record_isPaddedWithZerosToEightBytes() {
        // What an earlier, longer record left in the array must not come through.
        encoder.begin(-1, -1, Purpose.VISIT).text(ClickText.REFERRER, "zzzzzzzzzzzzzzzzzzzzzzzzzzzz");
        assertThat(encoder.end() % 8).isZero();
        for (int length = 0; length < 8; length++) {
            byte[] record = record(encoder.begin(AT, 1, Purpose.VISIT).text(ClickText.QUERY, new byte[8], 0, length));
            int payload = (record[0] & 0xFF) | (record[1] & 0xFF) << 8;
            assertThat(record.length).isEqualTo((ClickEncoder.FRAME + payload + 7) / 8 * 8);
            for (int i = ClickEncoder.FRAME + payload; i < record.length; i++) {
                assertThat(record[i]).isZero();
            }
        }
    }

    @Test
    void read_clicksMadeAtRandom_areWhatWasWritten() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            List<Click> clicks = new ArrayList<>();
            ByteArrayOutputStream journal = new ByteArrayOutputStream();
            journal.writeBytes(new byte[random.nextInt(3) * 8]);
            int start = journal.size();
            for (int i = random.nextInt(20); i >= 0; i--) {
                Click click = Click.random(random);
                clicks.add(click);
                journal.writeBytes(record(click.write(encoder)));
            }
            int end = journal.size();
            journal.writeBytes(new byte[64]);
            byte[] bytes = journal.toByteArray();
            ClickReader reader = new ClickReader(bytes, start, bytes.length);
            for (Click click : clicks) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.isIntact()).isTrue();
                click.assertReadBy(reader, bytes);
            }
            assertThat(reader.end()).isEqualTo(end);
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void read_anyBitOfARecordWrong_isNotIntactOrNotThere() {
        byte[] record = record(encoder.begin(AT, 42, Purpose.VISIT)
                .visitor(77)
                .network(new byte[] {10, 1, 2}, 3)
                .text(ClickText.USER_AGENT, "curl/8"));
        int payloadEnd = ClickEncoder.FRAME + (record[0] & 0xFF);
        for (int bit = 0; bit < payloadEnd * 8; bit++) {
            byte[] wrong = record.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            ClickReader reader = new ClickReader(wrong, 0, wrong.length);
            assertThat(reader.next() && reader.isIntact()).as("bit %s", bit).isFalse();
        }
    }

    @Test
    void read_recordWithAWrongChecksum_isPassedOver() {
        byte[] one = record(encoder.begin(AT, 1, Purpose.VISIT));
        one[12] ^= 1;
        byte[] both = concat(one, record(encoder.begin(AT, 2, Purpose.VISIT)));
        ClickReader reader = read(both);
        assertThat(reader.isIntact()).isFalse();
        assertThat(reader.start()).isZero();
        assertThat(reader.end()).isEqualTo(one.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.isIntact()).isTrue();
        assertThat(reader.link()).isEqualTo(2);
    }

    @Test
    void read_unknownTags_areSkipped() {
        byte[] payload = payload(record(encoder.begin(AT, 5, Purpose.VISIT)
                .text(ClickText.USER_AGENT, "before")
                .text(ClickText.LANGUAGES, "after")));
        for (int tag : new int[] {0, 6, 63, 66, 127, 128, 255}) {
            byte[] unknown = {(byte) tag, 4, 0, 9, 9, 9, 9};
            int between = ClickEncoder.FIXED + 3 + "before".length();
            byte[] record = framed(concat(
                    concat(Arrays.copyOf(payload, between), unknown),
                    Arrays.copyOfRange(payload, between, payload.length)));
            ClickReader reader = read(record);
            assertThat(reader.isIntact()).as("tag %s", tag).isTrue();
            assertThat(text(record, reader, ClickText.USER_AGENT)).asString().isEqualTo("before");
            assertThat(text(record, reader, ClickText.LANGUAGES)).asString().isEqualTo("after");
            assertThat(reader.link()).isEqualTo(5);
        }
    }

    @Test
    void read_partThatReachesBeyondItsRecord_isNotIntact() {
        byte[] payload = payload(record(encoder.begin(AT, 5, Purpose.VISIT).text(ClickText.QUERY, "a=1")));
        payload[ClickEncoder.FIXED + 1] = 4;
        assertThat(read(framed(payload)).isIntact()).isFalse();
        assertThat(read(framed(Arrays.copyOf(payload, ClickEncoder.FIXED + 2))).isIntact())
                .as("two bytes are no part")
                .isFalse();
    }

    @Test
    void read_secondRecord_hasNothingOfTheFirst() {
        byte[] full = record(encoder.begin(AT, 1, Purpose.VISIT)
                .visitor(5)
                .network(new byte[] {1, 2, 3}, 3)
                .text(ClickText.COUNTRY, "DE"));
        ClickReader reader = read(concat(full, record(encoder.begin(AT, 2, Purpose.VISIT))));
        assertThat(reader.next()).isTrue();
        assertThat(reader.visitor()).isZero();
        assertThat(reader.network()).isNull();
        assertThat(reader.length(ClickText.COUNTRY)).isEqualTo(-1);
    }

    @Test
    void lengthAt_recordCutAnywhere_isNotThere() {
        byte[] record = record(encoder.begin(AT, 1, Purpose.VISIT).text(ClickText.QUERY, "a=1&b=2"));
        for (int limit = 0; limit < record.length; limit++) {
            assertThat(ClickReader.lengthAt(record, 0, limit)).isZero();
            assertThat(new ClickReader(record, 0, limit).next()).isFalse();
        }
        assertThat(ClickReader.lengthAt(record, 0, record.length)).isEqualTo(record.length);
    }

    @Test
    void read_randomBytes_endsAndInventsNothing() {
        Random random = new Random(12);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(8_000)];
            random.nextBytes(bytes);
            // Half of them with a length that can be right, or no record would ever be looked into.
            for (int at = 0; round % 2 == 0 && at + 8 <= bytes.length; at += 8) {
                bytes[at + 2] = 0;
                bytes[at + 3] = 0;
                bytes[at + 1] &= 0x07;
            }
            ClickReader reader = new ClickReader(bytes, 0, bytes.length);
            int end = 0;
            while (reader.next()) {
                assertThat(reader.isIntact()).isFalse();
                assertThat(reader.start()).isEqualTo(end);
                end = reader.end();
                assertThat(end).isLessThanOrEqualTo(bytes.length);
            }
        }
    }

    private static ClickReader read(byte[] bytes) {
        ClickReader reader = new ClickReader(bytes, 0, bytes.length);
        assertThat(reader.next()).isTrue();
        return reader;
    }

    private static byte[] record(ClickEncoder encoder) {
        int length = encoder.end();
        return Arrays.copyOf(encoder.bytes(), length);
    }

    private static byte[] payload(byte[] record) {
        int length = (record[0] & 0xFF) | (record[1] & 0xFF) << 8;
        return Arrays.copyOfRange(record, ClickEncoder.FRAME, ClickEncoder.FRAME + length);
    }

    private static byte[] framed(byte[] payload) {
        byte[] record = new byte[ClickEncoder.aligned(ClickEncoder.FRAME + payload.length)];
        CRC32C checksum = new CRC32C();
        checksum.update(payload);
        ClickEncoder.INT.set(record, 0, payload.length);
        ClickEncoder.INT.set(record, 4, (int) checksum.getValue());
        System.arraycopy(payload, 0, record, ClickEncoder.FRAME, payload.length);
        return record;
    }

    private static byte[] text(byte[] bytes, ClickReader reader, ClickText text) {
        return Arrays.copyOfRange(bytes, reader.offset(text), reader.offset(text) + reader.length(text));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** A click as the test thinks of it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Click(
            long at,
            long link,
            Purpose purpose,
            long visitor,
            byte @Nullable [] network,
            Map<ClickText, byte[]> texts) {
        static Click random(Random random) {
            Map<ClickText, byte[]> texts = new EnumMap<>(ClickText.class);
            for (ClickText text : ClickText.values()) {
                if (random.nextBoolean()) {
                    texts.put(text, bytes(random, random.nextInt(text.maxLength() + 1)));
                }
            }
            byte[] network = random.nextBoolean() ? bytes(random, random.nextBoolean() ? 3 : 6) : null;
            Purpose purpose = Purpose.ofCode((byte) random.nextInt(4));
            return new Click(
                    random.nextLong(),
                    random.nextLong(),
                    purpose,
                    random.nextBoolean() ? random.nextLong() : 0,
                    network,
                    texts);
        }

        private static byte[] bytes(Random random, int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }

        ClickEncoder write(ClickEncoder encoder) {
            encoder.begin(at, link, purpose);
            if (visitor != 0) {
                encoder.visitor(visitor);
            }
            texts.forEach((text, bytes) -> encoder.text(text, bytes, 0, bytes.length));
            return network == null ? encoder : encoder.network(network, network.length);
        }

        void assertReadBy(ClickReader reader, byte[] journal) {
            assertThat(reader.atMillis()).isEqualTo(at);
            assertThat(reader.link()).isEqualTo(link);
            assertThat(reader.purpose()).isEqualTo(purpose);
            assertThat(reader.visitor()).isEqualTo(visitor);
            assertThat(reader.network()).isEqualTo(network);
            for (ClickText text : ClickText.values()) {
                byte[] bytes = texts.get(text);
                assertThat(reader.length(text)).isEqualTo(bytes == null ? -1 : bytes.length);
                if (bytes != null) {
                    assertThat(text(journal, reader, text)).isEqualTo(bytes);
                }
            }
        }
    }
}
