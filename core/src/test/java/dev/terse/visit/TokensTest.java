package dev.terse.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
    private static final Tokens TOKENS = new Tokens(
            List.of(List.of("she", "cubot"), List.of("he$", "hers", "bot", "^robot$"), List.of("^rss", "-x")));

    @ParameterizedTest
    @CsvSource({
        "nothing, 0",
        "he, 2",
        "HE, 2",
        "her, 0",
        "hers, 2",
        "she, 1",
        "ushers, 3",
        "robot, 2",
        "robots, 2",
        "cubot, 1",
        "cubots and bots, 3",
        "rss, 4",
        "1rss, 0",
        "a-rss, 4",
        "A-X, 4",
    })
    void kindsIn_text_areThoseOfItsTokens(String text, int kinds) {
        assertThat(TOKENS.kindsIn(text)).isEqualTo(kinds);
    }

    @Test
    void find_kind_isWhereItsFirstTokenBegins() {
        assertThat(TOKENS.find("a Robot and hers", 1)).isEqualTo(2);
        assertThat(TOKENS.find("she, robots", 1)).isEqualTo(7);
        assertThat(TOKENS.find("nothing", 1)).isEqualTo(-1);
    }

    @Test
    void constructor_tokenTwice_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tokens(List.of(List.of("a"), List.of("^a"))));
    }

    /** What the automaton finds is what a search for each token finds. */
    @Test
    void kindsIn_anyText_isWhatEachTokenAloneFinds() {
        List<String> tokens = List.of("a", "ab", "bab", "bc", "bca", "caa", "abcab");
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append("abcé".charAt(random.nextInt(4)));
            }
            for (String token : tokens) {
                boolean found = new Tokens(List.of(List.of(token))).kindsIn(text.toString()) == 1;
                assertThat(found).isEqualTo(text.toString().contains(token));
            }
            boolean any = new Tokens(List.of(tokens)).kindsIn(text.toString()) == 1;
            assertThat(any).isEqualTo(tokens.stream().anyMatch(text.toString()::contains));
        }
    }
}
