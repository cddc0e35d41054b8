package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.stats.ClickValues;
import dev.terse.stats.Dimension;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CampaignTest {
    @Test
    void in_allParameters_areTheirDimensions() {
        assertThat(values("a=b&utm_source=news&utm_medium=mail&utm_campaign=x&utm_term=y&utm_content=z"))
                .containsOnly(
                        Map.entry(Dimension.UTM_SOURCE, "news"),
                        Map.entry(Dimension.UTM_MEDIUM, "mail"),
                        Map.entry(Dimension.UTM_CAMPAIGN, "x"),
                        Map.entry(Dimension.UTM_TERM, "y"),
                        Map.entry(Dimension.UTM_CONTENT, "z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "utm_source=a+b%20c | a b c",
                "utm_source=z%C3%BCri | züri",
                "utm_source=züri | züri",
                "utm_source=%F0%9F%98%80 | 😀",
                "utm_source=%ff%fe | \uFFFD\uFFFD",
                "utm_source=a%00b%0d%0ac%7f | abc",
                "utm_source=100%&x | 100%",
                "utm_source=%4 | %4",
                "utm_source=%zz | %zz",
                "utm_source=a=b | a=b",
                "utm_source=first&utm_source=second | first",
                "utm_source=&utm_source=second | second",
                "&&utm_source=a&& | a",
                "UTM_Source=a | a",
                "utm%5Fsource=a&utm_x=y | a",
                "utm_source=%20%20a%20 | a",
            })
    void in_value_isDecodedLeniently(String query, String value) {
        assertThat(values(query)).containsEntry(Dimension.UTM_SOURCE, value);
    }

    @ParameterizedTest
    @CsvSource({"''", "utm_source", "utm_source=", "utm_source=%00", "xutm_source=a", "utm_sources=a", "=utm_source"})
    void in_queryWithout_isNothing(String query) {
        assertThat(values(query)).isEmpty();
    }

    @Test
    void in_longValue_isCutBetweenCharacters() {
        assertThat(values("utm_term=" + "x".repeat(200))).containsEntry(Dimension.UTM_TERM, "x".repeat(100));
        assertThat(values("utm_term=" + "x".repeat(99) + "😀")).containsEntry(Dimension.UTM_TERM, "x".repeat(99));
    }

    @ParameterizedTest
    @CsvSource({"utm_source=a, true", "a=b&UTM_x, true", "a=utm, false", "ut, false", "'', false", "utm-source=a, false"
    })
    void mayBeIn_query_saysWhetherToLook(String query, boolean may) {
        byte[] bytes = query.getBytes(StandardCharsets.UTF_8);
        assertThat(Campaign.mayBeIn(bytes, 0, bytes.length)).isEqualTo(may);
    }

    private static ClickValues values(String query) {
        byte[] bytes = ("##" + query + "&utm_source=outside").getBytes(StandardCharsets.UTF_8);
        @Nullable String[] byCode = new @Nullable String[Dimension.count()];
        Campaign.in(bytes, 2, query.getBytes(StandardCharsets.UTF_8).length).addTo(byCode);
        return ClickValues.of(byCode);
    }
}
