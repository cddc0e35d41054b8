package dev.terse.click;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorHashTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static final VisitorHash HASH = new VisitorHash(DAY, counting(16));

    /** The reference vectors: key 00 01 … 0f, the message the bytes 00, 01, … of that length. */
    @ParameterizedTest
    @CsvSource({
        "0, 726fdb47dd0e0e31",
        "1, 74f839c593dc67fd",
        "2, 0d6c8009d9a94f5a",
        "3, 85676696d7fb7e2d",
        "4, cf2794e0277187b7",
        "5, 18765564cd99a68d",
        "6, cbc9466e58fee3ce",
        "7, ab0200f58b01d137",
        "8, 93f5f5799a932462",
        "15, a129ca6149be45e5",
    })
    void of_referenceMessage_isTheReferencesHash(int length, String hash) {
        assertThat(Long.toHexString(HASH.of(counting(64), length))).isEqualTo(hash.replaceFirst("^0+", ""));
    }

    @Test
    void of_everyLength_isWhatThePaperSays() {
        Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            byte[] key = new byte[VisitorHash.KEY_LENGTH];
            byte[] message = new byte[length + 3];
            random.nextBytes(key);
            random.nextBytes(message);
            assertThat(new VisitorHash(DAY, key).of(message, length)).isEqualTo(sipHash(key, message, length));
        }
    }

    @Test
    void of_bytesBeyondTheLength_doNotCount() {
        byte[] one = counting(32);
        byte[] other = counting(32);
        other[20] = 99;
        assertThat(HASH.of(one, 20)).isEqualTo(HASH.of(other, 20)).isNotEqualTo(HASH.of(other, 21));
    }

    @Test
    void of_anotherDaysKey_isAnotherHash() {
        byte[] key = counting(16);
        key[0] = 1;
        assertThat(new VisitorHash(DAY, key).of(counting(8), 8)).isNotEqualTo(HASH.of(counting(8), 8));
    }

    @Test
    void of_manyVisitors_areToldApart() {
        Set<Long> hashes = new HashSet<>();
        for (int visitor = 0; visitor < 100_000; visitor++) {
            hashes.add(HASH.of(ByteBuffer.allocate(4).putInt(visitor).array(), 4));
        }
        assertThat(hashes).hasSize(100_000).doesNotContain(0L);
    }

    @Test
    void visitorHash_keyChangedByItsOwnerLater_staysTheSame() {
        byte[] key = counting(16);
        VisitorHash hash = new VisitorHash(DAY, key);
        key[3] = 77;
        assertThat(hash.of(counting(9), 9)).isEqualTo(HASH.of(counting(9), 9));
    }

    @Test
    void visitorHash_keyOfAnotherLength_isRefused() {
        assertThatThrownBy(() -> new VisitorHash(DAY, new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    /** SipHash-2-4 word for word as the paper describes it, and as slow as that is. */
    private static long sipHash(byte[] key, byte[] message, int length) {
        ByteBuffer padded = ByteBuffer.allocate(length / 8 * 8 + 8).order(ByteOrder.LITTLE_ENDIAN);
        padded.put(message, 0, length).put(padded.capacity() - 1, (byte) length);
        ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
        long k0 = words.getLong(0);
        long k1 = words.getLong(8);
        long[] v = {
            k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L
        };
        for (int at = 0; at < padded.capacity(); at += 8) {
            v[3] ^= padded.getLong(at);
            round(v);
            round(v);
            v[0] ^= padded.getLong(at);
        }
        v[2] ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round(v);
        }
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[1] = Long.rotateLeft(v[1], 13);
        v[1] ^= v[0];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = Long.rotateLeft(v[3], 16);
        v[3] ^= v[2];
        v[0] += v[3];
        v[3] = Long.rotateLeft(v[3], 21);
        v[3] ^= v[0];
        v[2] += v[1];
        v[1] = Long.rotateLeft(v[1], 17);
        v[1] ^= v[2];
        v[2] = Long.rotateLeft(v[2], 32);
    }
}
