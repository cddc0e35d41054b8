package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentsTest {
    private long nanos;
    private final Agents agents = new Agents(() -> nanos);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 | Chrome | Windows | desktop",
                "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0 | Firefox | Linux | desktop",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1 | Mobile Safari | iOS | phone",
                "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 | Chrome | Android | tablet",
                "Mozilla/5.0 (Something; rv:1.0) AppleWebKit/1 Safari/1 | Safari | other | other",
            })
    void of_browser_isItsFamilies(String userAgent, String browser, String system, String device) {
        assertThat(agent(userAgent)).isEqualTo(new Agent(null, browser, system, device));
    }

    @Test
    void of_program_isItsNameAlone() {
        assertThat(agent("curl/8.5.0")).isEqualTo(Agent.program("curl"));
    }

    @Test
    void of_nothing_isAProgram() {
        assertThat(agents.of(new byte[0], 0, -1)).isEqualTo(Agent.program("no user agent"));
        assertThat(agents.of(new byte[0], 0, 0)).isEqualTo(Agent.program("no user agent"));
        assertThat(agent("\0\n")).isEqualTo(Agent.program("no user agent"));
    }

    @Test
    void of_knownUserAgent_isTheSameObject() {
        String userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

        assertThat(agent(userAgent)).isSameAs(agent(userAgent));
    }

    @Test
    void of_tooManyDifferentOnes_areOtherUntilThereIsTimeAgain() {
        // Every look at this clock takes a tenth of a second.
        Agents slow = new Agents(() -> nanos += Duration.ofMillis(100).toNanos());
        Set<Agent> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            seen.add(agent(slow, firefox(i)));
        }
        assertThat(seen)
                .containsOnly(
                        new Agent(null, "Firefox", "Linux", "desktop"), new Agent(null, "other", "other", "desktop"));

        nanos += Duration.ofMinutes(1).toNanos();

        assertThat(agent(slow, firefox(199))).isEqualTo(new Agent(null, "Firefox", "Linux", "desktop"));
    }

    @Test
    void of_anyBytes_isJudged() {
        Random random = new Random(11);
        String[] pieces = {
            "Mozilla/5.0 (",
            "iPhone; ",
            "Version/",
            "Safari/",
            "Chrome/1",
            ".",
            "(",
            ")",
            ";",
            "Android ",
            "-",
            "_",
            " ",
            "[FBAN",
            "\u00e9",
            "\0"
        };
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 512) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(agent(text.substring(0, 512))).isNotNull();
            byte[] bytes = new byte[random.nextInt(513)];
            random.nextBytes(bytes);
            assertThat(agents.of(bytes, 0, bytes.length)).isNotNull();
        }
    }

    private static String firefox(int version) {
        return "Mozilla/5.0 (X11; Linux x86_64; rv:" + version + ".0) Gecko/20100101 Firefox/" + version + ".0";
    }

    private Agent agent(String userAgent) {
        return agent(agents, userAgent);
    }

    private static Agent agent(Agents agents, String userAgent) {
        byte[] bytes = userAgent.getBytes(StandardCharsets.UTF_8);
        return agents.of(bytes, 0, bytes.length);
    }
}
