package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2027-01-31T12:00:00Z, 2027-01-31T12:00:00Z",
        "2027-01-31t12:00:00z, 2027-01-31T12:00:00Z",
        "2027-01-31T12:00:00.1Z, 2027-01-31T12:00:00.100Z",
        "2027-01-31T12:00:00.0009Z, 2027-01-31T12:00:00Z",
        "2027-01-31T12:00:00.123999999999999999999Z, 2027-01-31T12:00:00.123Z",
        "2027-01-31T12:00:00+05:45, 2027-01-31T06:15:00Z",
        "2027-01-31T12:00:00-23:59, 2027-02-01T11:59:00Z",
        "2027-01-31T12:00:00-00:00, 2027-01-31T12:00:00Z",
        "2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    })
    void read_rfc3339_isTheInstantInMilliseconds(String text, Instant instant) {
        Mistakes mistakes = new Mistakes();
        assertThat(Timestamps.read("at", text, mistakes)).isEqualTo(instant);
        assertThat(mistakes.isEmpty()).isTrue();
    }

    @Test
    void read_instantThatIsWritten_isItself() {
        for (long millis : new long[] {0, 1, 10, 100, 1_000, 61_000, 1_800_000_000_123L}) {
            Instant instant = Instant.ofEpochMilli(millis);
            assertThat(Timestamps.read("at", instant.toString(), new Mistakes()))
                    .isEqualTo(instant);
        }
    }
}
