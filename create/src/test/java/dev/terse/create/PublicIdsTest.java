package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicIdsTest {
    @Test
    void next_timeAndRandomness_standInCrockfordsBase32() {
        RandomGenerator ones = () -> -1L;
        RandomGenerator zeros = () -> 0L;
        assertThat(new PublicIds(zeros).next(Instant.EPOCH)).isEqualTo("00000000000000000000000000");
        assertThat(new PublicIds(ones).next(Instant.ofEpochMilli((1L << 48) - 1)))
                .isEqualTo("7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        // The example of the specification: its first ten characters are this instant.
        assertThat(new PublicIds(zeros).next(Instant.ofEpochMilli(1_469_918_176_385L)))
                .isEqualTo("01ARYZ6S410000000000000000");
    }

    @Test
    void next_later_sortsLater() {
        PublicIds ids = new PublicIds(new Random(1));
        assertThat(Stream.of(0L, 1L, 31L, 32L, 1_000L, 1_800_000_000_000L, 253_402_300_799_999L)
                        .map(Instant::ofEpochMilli)
                        .map(ids::next))
                .isSorted();
    }

    @Test
    void isPossible_namesOfThatForm_only() {
        assertThat(PublicIds.isPossible(new PublicIds(new Random(1)).next(Instant.EPOCH)))
                .isTrue();
        for (String other :
                new String[] {"", "0".repeat(25), "0".repeat(27), "0".repeat(25) + "\0", "0".repeat(25) + "U"}) {
            assertThat(PublicIds.isPossible(other)).as(other).isFalse();
        }
    }

    @Test
    void next_sameInstant_differs() {
        PublicIds ids = new PublicIds(new Random(1));
        assertThat(Stream.generate(() -> ids.next(Instant.EPOCH)).limit(10_000)).doesNotHaveDuplicates();
    }
}
