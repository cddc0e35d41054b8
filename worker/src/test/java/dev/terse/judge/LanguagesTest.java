package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LanguagesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de | de",
                "de-DE,de;q=0.9,en;q=0.8 | de",
                "EN-us | en",
                "zh_CN | zh",
                "fil-PH | fil",
                "  fr ; q=0.7 | fr",
                "*, es | es",
                ",,ja | ja",
                "qq-QQ,it | it",
                "*|''",
                "''|''",
                "e|''",
                "english|''",
                "d3|''",
                "d\u00e9|''",
                "de\u00e9|''",
            })
    void first_header_isTheFirstValidLanguage(String header, String language) {
        assertThat(Languages.first(header)).isEqualTo(language);
    }
}
