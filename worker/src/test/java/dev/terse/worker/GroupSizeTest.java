package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GroupSizeTest {
    private final GroupSize size = new GroupSize(Duration.ofMillis(25));

    /** A store that takes so many nanoseconds for a byte, beside two milliseconds for anything. */
    @ParameterizedTest
    @CsvSource({"20, 1150000", "100, 230000", "1, 2097152", "10000, 65536"})
    void took_storeOfSomeSpeed_settlesAtTheTimeWanted(long nanosPerByte, int bytes) {
        for (int i = 0; i < 100; i++) {
            size.took(size.bytes(), 2_000_000 + size.bytes() * nanosPerByte);
        }

        assertThat((double) size.bytes()).isBetween(bytes * 0.98, bytes * 1.02);
    }

    @Test
    void took_smallGroups_changeNothing() {
        int before = size.bytes();
        for (int i = 0; i < 100; i++) {
            size.took(1_000, 5_000_000);
        }

        assertThat(size.bytes()).isEqualTo(before);
    }

    @Test
    void took_noTimeAtAll_staysInBounds() {
        for (int i = 0; i < 100; i++) {
            size.took(size.bytes(), 0);
        }
        assertThat(size.bytes()).isEqualTo(GroupSize.MOST);
        for (int i = 0; i < 100; i++) {
            size.took(size.bytes(), Long.MAX_VALUE);
        }
        assertThat(size.bytes()).isEqualTo(GroupSize.LEAST);
    }
}
