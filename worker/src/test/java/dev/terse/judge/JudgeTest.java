package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickReader;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JudgeTest {
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

    private final Judge judge = new Judge(null, System::nanoTime);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "VISIT, browser, HUMAN, -",
                "VISIT, curl/8.5.0, BOT, curl",
                "VISIT, -, BOT, no user agent",
                "VISIT, '', BOT, no user agent",
                "PROBE, browser, PRELOAD, head",
                "PROBE, curl/8.5.0, BOT, curl",
                "PREFETCH, browser, PRELOAD, prefetch",
                "PREFETCH, curl/8.5.0, PRELOAD, prefetch",
                "PRERENDER, browser, PRELOAD, prerender",
            })
    void judge_purposeAndUserAgent_giveKindAndReason(
            Purpose purpose, @Nullable String userAgent, Kind kind, @Nullable String reason) {
        ClickEncoder click = new ClickEncoder().begin(1, 2, purpose);
        if (userAgent != null) {
            click.text(ClickText.USER_AGENT, userAgent.equals("browser") ? FIREFOX : userAgent);
        }
        Judgement judgement = judge(judge, click);

        assertThat(judgement.kind()).isEqualTo(kind);
        assertThat(judgement.values().get(Dimension.AUTOMATION)).isEqualTo(reason);
    }

    @Test
    void judge_everythingKnown_isInTheValues() {
        ClickEncoder click = visit().text(ClickText.REFERRER, "https://News.example/a?b")
                .text(ClickText.LANGUAGES, "de-DE,de;q=0.9")
                .text(ClickText.QUERY, "x=y&utm_source=mail&src=qr")
                .text(ClickText.COUNTRY, "de");

        assertThat(judge(judge, click).values())
                .isEqualTo(Map.of(
                        Dimension.BROWSER, "Firefox",
                        Dimension.SYSTEM, "Linux",
                        Dimension.DEVICE, "desktop",
                        Dimension.REFERRER, "https://news.example",
                        Dimension.LANGUAGE, "de",
                        Dimension.UTM_SOURCE, "mail",
                        Dimension.SOURCE, "qr",
                        Dimension.COUNTRY, "DE"));
    }

    @Test
    void judge_oneAfterTheOther_leavesNothingBehind() {
        judge(judge, visit().text(ClickText.REFERRER, "https://a.example/").text(ClickText.QUERY, "utm_term=x&src=qr"));

        assertThat(judge(judge, new ClickEncoder().begin(1, 2, Purpose.VISIT)).values())
                .isEqualTo(Map.of(Dimension.AUTOMATION, "no user agent"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "src=qr, qr",
                "src=qr&a=1, qr",
                "a=1&src=qr, qr",
                "a&&src=qr&, qr",
                "src=qr&src=mail, qr",
                "src=mail, -",
                "src=qr2, -",
                "xsrc=qr, -",
                "a=src=qr, -",
                "src=q, -",
                "src=QR, -",
                "%73rc=qr, -",
                "src=qr;a=1, -",
                "&, -",
            })
    void judge_query_saysWhetherItWasAScan(String query, @Nullable String source) {
        assertThat(judge(judge, visit().text(ClickText.QUERY, query)).values().get(Dimension.SOURCE))
                .isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"DE, DE", "de, DE", "XX, -", "xx, -", "T1, -", "D, -", "'', -", "'{{', -", "'@A', -"})
    void judge_countryOfTheProxy_isTwoLetters(String said, @Nullable String country) {
        assertThat(judge(judge, visit().text(ClickText.COUNTRY, said)).values().get(Dimension.COUNTRY))
                .isEqualTo(country);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, DE, DE-BE, 'Berlin, DE'",
                "DE, DE, DE-BE, 'Berlin, DE'",
                "FR, FR, -, -",
                "XX, DE, DE-BE, 'Berlin, DE'",
            })
    void judge_proxyAndFile_placeIsOfTheProxysCountry(
            @Nullable String said, String country, @Nullable String region, @Nullable String city) throws IOException {
        byte[] network = {(byte) 192, 0, 2};
        Path path = folder.resolve("cities.mmdb");
        new GeoFileWriter()
                .put(network, true, GeoFileWriter.place("DE", "BE", "Berlin"))
                .writeTo(path);
        Judge judge = new Judge(GeoFile.open(path, InstantSource.system()), System::nanoTime);
        ClickEncoder click = visit().network(network, 3);
        if (said != null) {
            click.text(ClickText.COUNTRY, said);
        }
        var values = judge(judge, click).values();

        assertThat(values.get(Dimension.COUNTRY)).isEqualTo(country);
        assertThat(values.get(Dimension.REGION)).isEqualTo(region);
        assertThat(values.get(Dimension.CITY)).isEqualTo(city);
    }

    @Test
    void judge_anyBytes_hasValuesThatCanBeShown() {
        Random random = new Random(17);
        for (int i = 0; i < 3_000; i++) {
            ClickEncoder click = new ClickEncoder().begin(1, 2, Purpose.VISIT);
            for (ClickText text : ClickText.values()) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                byte[] start = (switch (text) {
                            case REFERRER -> "https://";
                            case QUERY -> "utm_term=";
                            case LANGUAGES -> "de";
                            case USER_AGENT -> "Mozilla/5.0 (X11; Linux) AppleWebKit/";
                            case COUNTRY -> "";
                        })
                        .getBytes(StandardCharsets.US_ASCII);
                byte[] all = new byte[start.length + bytes.length];
                System.arraycopy(start, 0, all, 0, start.length);
                System.arraycopy(bytes, 0, all, start.length, bytes.length);
                click.text(text, all, 0, all.length);
            }
            judge(judge, click).values().values().forEach(value -> {
                assertThat(value).isNotBlank().hasSizeLessThanOrEqualTo(270);
                assertThat(value.chars()).noneMatch(Character::isISOControl);
            });
        }
    }

    private static ClickEncoder visit() {
        return new ClickEncoder().begin(1, 2, Purpose.VISIT).text(ClickText.USER_AGENT, FIREFOX);
    }

    private static Judgement judge(Judge judge, ClickEncoder click) {
        int length = click.end();
        ClickReader reader = new ClickReader(click.bytes(), 0, length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.isIntact()).isTrue();
        return judge.judge(reader);
    }
}
