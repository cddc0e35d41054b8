package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {
    @ParameterizedTest
    @CsvSource({"1, PT3S", "2, PT6S", "3, PT12S", "8, PT6M24S", "9, PT10M", "10, PT10M", "2000000000, PT10M"})
    void retryAfter_failuresInARow_doublesUpToTheLongestPause(int failures, Duration pause) {
        assertThat(WorkerSettings.Pace.DEFAULT.retryAfter(failures)).isEqualTo(pause);
    }
}
