package dev.terse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void parse_summaryAmongOtherLines_isRead() {
        Wrk.Round round = Wrk.parse("Running 2s test\nRequests/sec: 7\nterse 5000 2000000 450 12000 3\n");
        assertThat(round)
                .isEqualTo(new Wrk.Round(
                        5_000, Duration.ofSeconds(2), Duration.ofNanos(450_000), Duration.ofMillis(12), 3));
        assertThat(round.perSecond()).isEqualTo(2_500);
    }

    @Test
    void parse_noSummary_saysWhatWrkSaid() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect"))
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("unable to connect");
    }
}
