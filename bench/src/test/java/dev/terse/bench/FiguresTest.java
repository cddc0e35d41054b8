package dev.terse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    /** The ranks are those of tables of the sign test. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "2, 1.5, 1, 2",
        "5, 3, 1, 5",
        "6, 3.5, 1, 6",
        "8, 4.5, 1, 8",
        "9, 5, 2, 8",
        "15, 8, 4, 12",
        "20, 10.5, 6, 15",
        "25, 13, 8, 18"
    })
    void medianAndInterval_ofTheFirstNumbers(int count, double median, double low, double high) {
        Figures figures = new Figures();
        IntStream.rangeClosed(1, count).map(i -> count + 1 - i).forEach(figures::add);
        assertThat(figures.median()).isEqualTo(median);
        assertThat(figures.interval()).isEqualTo(new Figures.Interval(low, high));
    }
}
