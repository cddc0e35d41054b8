package dev.terse.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RgbTest {
    @ParameterizedTest
    @CsvSource({"'#000', '#000000'", "'#fA3', '#ffaa33'", "'#0A3d62', '#0a3d62'", "'#FFFFFF', '#ffffff'"})
    void parse_hexadecimal_isTheColor(String text, String color) {
        assertThat(Rgb.parse(text)).hasToString("Optional[" + color + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#",
                "000",
                "#00",
                "#0000",
                "#00000",
                "#0000000",
                "#00000000",
                "#ggg",
                "#-12",
                "red",
                "#000\n"
            })
    void parse_anythingElse_isNone(String text) {
        assertThat(Rgb.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'#fff', '#000', 21",
        "'#000', '#fff', 0.0476",
        "'#777', '#777', 1",
        "'#fff', '#777777', 4.478",
        "'#fff', '#ff0000', 3.998",
        "'#fff', '#0000ff', 8.592",
    })
    void contrastTo_other_isTheRatioOfTheirLuminances(String lighter, String darker, double ratio) {
        assertThat(Rgb.parse(lighter).orElseThrow().contrastTo(Rgb.parse(darker).orElseThrow()))
                .isCloseTo(ratio, within(0.001));
    }

    @Test
    void rgb_partOutOfRange_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rgb(256, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rgb(0, -1, 0));
    }
}
