package dev.terse.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.target.Target;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What holds for every location, whatever is forwarded to whatever target. */
class ForwardingCorpusTest {
    private static final Path CORPUS = Path.of(System.getProperty("terse.shared"), "corpora/urls/real-urls.txt");
    private static final List<String> BAITS = List.of(
            "/",
            "//",
            "\\",
            "..",
            ".",
            "%2e",
            "%2E%2e",
            "%252e",
            "%25%32%65",
            "%%32e",
            "%2%65",
            "%25%32%66",
            "%25%35%63",
            "%25%33%42",
            ";",
            "%2f",
            "%5C",
            "%00",
            "\0",
            "\r\n",
            "\t",
            " ",
            "@evil.example",
            ":80",
            "evil.example",
            "?",
            "&",
            "=",
            "%",
            "%4",
            "é",
            "\u00ff",
            "\ud800",
            "😀",
            "a",
            "[",
            "]",
            "<",
            "\"",
            "https://evil.example");

    static boolean hasCorpus() {
        return Files.exists(CORPUS);
    }

    @Test
    @EnabledIf("hasCorpus")
    void location_hostileAdditionsToRealTargets_keepsTheTarget() throws IOException {
        Random random = new Random(20_261_122);
        List<String> targets;
        try (Stream<String> lines = Files.lines(CORPUS)) {
            targets = lines.filter(line -> line.chars().allMatch(c -> c > ' ' && c < 0x7F))
                    .filter(line -> line.startsWith("http://") || line.startsWith("https://"))
                    .toList();
        }
        assertThat(targets).hasSizeGreaterThan(40_000);
        for (String target : targets) {
            check(new Target(target).href(), bait(random), bait(random));
        }
    }

    private static void check(String href, String rest, String query) {
        String longer = Forwarding.withPath(href, "/" + rest).orElseThrow();
        String location = Forwarding.withQuery(longer, query);

        assertThat(location).matches("[!-~]+").hasSizeLessThanOrEqualTo(Target.MAX_LENGTH);
        String path = before(before(href, '#'), '?');
        String fragment = href.substring(before(href, '#').length());
        assertThat(location).startsWith(path).endsWith(fragment);
        if (path.length() > path.indexOf("//") + 2 && path.indexOf('/', path.indexOf("//") + 2) < 0) {
            assertThat(location.substring(path.length())).matches("([/?#].*)?");
        }
        assertThat(before(before(location, '#'), '?').substring(path.length()))
                .doesNotContainPattern("(^|/)(\\.|%2[eE]){1,2}(/|$)");
        URI before = uri(href);
        if (before != null) {
            URI after = URI.create(location);
            assertThat(after.getRawAuthority()).isEqualTo(before.getRawAuthority());
            assertThat(after.getScheme()).isEqualTo(before.getScheme());
            assertThat(after.normalize().getRawPath())
                    .startsWith(before.normalize().getRawPath());
        }
    }

    private static String bait(Random random) {
        StringBuilder bait = new StringBuilder();
        for (int parts = random.nextInt(1, 8); parts > 0; parts--) {
            bait.append(BAITS.get(random.nextInt(BAITS.size())));
        }
        return bait.toString();
    }

    private static String before(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notToJava) {
            return null;
        }
    }
}
