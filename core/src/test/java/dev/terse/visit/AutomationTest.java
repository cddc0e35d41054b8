package dev.terse.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomationTest {
    private static final Path CORPORA = Path.of(System.getProperty("terse.shared"), "corpora/bots");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) | Googlebot",
                "curl/8.5.0 | curl",
                "Wget/1.21.4 | Wget",
                "python-requests/2.31.0 | python-requests",
                "Go-http-client/2.0 | Go-http-client",
                "okhttp/4.12.0 | okhttp",
                "Java/21.0.2 | Java",
                "axios/1.6.8 | axios",
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php) | facebookexternalhit",
                "WhatsApp/2.23.20.0 | WhatsApp",
                "TelegramBot (like TwitterBot) | TelegramBot",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36 | HeadlessChrome",
                "Mozilla/5.0 (compatible; SomethingNew/1.0; +https://something.example/about) | SomethingNew",
                "SomethingNew/1.0 | SomethingNew",
                "SomethingNew/1.0 (12 subscribers) | SomethingNew",
                "Mozilla/5.0 SomethingNew | SomethingNew",
                "Mozilla/5.0 (Windows NT 10.0) (someone@something.example) | someone",
                "Curious (something.com) | Curious",
                "mozilla/5.0 (windows nt 10.0) something | something",
                "x | unknown",
            })
    void nameIn_program_isItsName(String userAgent, String name) {
        assertThat(Automation.nameIn(userAgent)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t "})
    void nameIn_nothing_saysSo(String userAgent) {
        assertThat(Automation.nameIn(userAgent)).contains(Automation.NO_USER_AGENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Mozilla/5.0 (Linux; Android 6.0; CUBOT MAX) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0.3626.121 Mobile Safari/537.36",
                "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; .NET CLR 3.5.30729)",
                "Mozilla/5.0 (Linux; Android 12; moto g(50) 5G Build/S1RSS32.38; wv) AppleWebKit/537.36 Chrome/120.0 Mobile",
                "Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.16",
            })
    void nameIn_browser_isEmpty(String userAgent) {
        assertThat(Automation.nameIn(userAgent)).isEmpty();
    }

    @Test
    @EnabledIf("hasCorpora")
    void nameIn_crawlersOfTheCorpus_areNearlyAllPrograms() throws IOException {
        List<String> crawlers = userAgents("crawlers.yml");
        long found = crawlers.stream()
                .filter(userAgent -> Automation.nameIn(userAgent).isPresent())
                .count();
        System.out.printf("Crawlers judged programs: %d of %d%n", found, crawlers.size());

        assertThat(crawlers).hasSizeGreaterThan(600);
        assertThat(found / (double) crawlers.size()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    @EnabledIf("hasCorpora")
    void nameIn_browsersOfTheCorpus_areHardlyEverPrograms() throws IOException {
        List<String> browsers = userAgents("browsers.yml");
        long mistaken = browsers.stream()
                .filter(userAgent -> Automation.nameIn(userAgent).isPresent())
                .count();
        System.out.printf("Browsers judged programs: %d of %d%n", mistaken, browsers.size());

        assertThat(browsers).hasSizeGreaterThan(500);
        assertThat(mistaken / (double) browsers.size()).isLessThanOrEqualTo(0.005);
    }

    @Test
    void nameIn_anyText_isShortAndVisible() {
        Random random = new Random(1);
        String[] pieces = {
            "Mozilla/5.0 (",
            "compatible; ",
            "bot",
            "http://",
            "@",
            ".com",
            "é",
            "\0",
            "\n",
            "(",
            ")",
            ";",
            " ",
            "/",
            "Linux",
            "\ud800",
            "x".repeat(80),
            "-",
            "python",
            "AppleWebKit/",
            ",",
            "mozilla/"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            Automation.nameIn(text.toString())
                    .ifPresent(name -> assertThat(name).matches("[ -~]{1,60}"));
            assertThat(Device.of(text.toString())).isNotNull();
        }
    }

    static boolean hasCorpora() {
        return Files.isDirectory(CORPORA);
    }

    private static List<String> userAgents(String file) throws IOException {
        return Files.readAllLines(CORPORA.resolve(file)).stream()
                .filter(line -> line.startsWith("  - "))
                .map(line -> line.substring(4).strip())
                .map(text -> text.startsWith("\"") && text.endsWith("\"")
                        ? text.substring(1, text.length() - 1).replace("\\\"", "\"")
                        : text)
                .toList();
    }
}
