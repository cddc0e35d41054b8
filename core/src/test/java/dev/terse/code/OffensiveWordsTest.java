package dev.terse.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffensiveWordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "shit", "xxshitx", "xxxshit", "xShItxx", "x5H17xx", "xx8itch", "8iTcHxx", "5LuTxxx", "51utxxx",
                        "xxc1itx",
                "xd1ckxx", "pen15xx", "xxxxa55", "n1993rx", "FaGxxxx", "fa9xxxx", "r4p3xxx", "Scheisx", "5che1sx",
                        "merdexx",
                "xm13rda", "cabronx"
            })
    void occurIn_wordAnywhereInAnyDisguise_isTrue(String code) {
        assertThat(OffensiveWords.occurIn(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aB3dE9x", "xxxxxxx", "s_h_i_t", "shi-t", "xxxxxfa", "gafxxxx", "ab", ""})
    void occurIn_harmlessText_isFalse(String code) {
        assertThat(OffensiveWords.occurIn(code)).isFalse();
    }

    @Test
    void everyWord_isPlainAndFoundAndNeeded() throws IOException {
        List<String> words = words();

        assertThat(words).hasSizeGreaterThan(100).doesNotHaveDuplicates();
        assertThat(words).allMatch(word -> word.matches("[a-z]{3,}"));
        assertThat(words).allMatch(OffensiveWords::occurIn);
        assertThat(words)
                .allSatisfy(word -> assertThat(words).noneMatch(other -> !other.equals(word) && word.contains(other)));
    }

    private static List<String> words() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(OffensiveWords.class.getResourceAsStream("offensive-words.txt")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
