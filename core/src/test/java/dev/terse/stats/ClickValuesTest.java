package dev.terse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClickValuesTest {
    private static final Map<Dimension, String> MAP =
            Map.of(Dimension.BROWSER, "Firefox", Dimension.COUNTRY, "DE", Dimension.UTM_TERM, "shoes");

    @Test
    void copyOf_anyMap_isEqualToIt() {
        ClickValues values = ClickValues.copyOf(MAP);

        assertThat(values).isEqualTo(MAP).hasSameHashCodeAs(MAP).hasSize(3);
        assertThat(MAP).isEqualTo(values);
        assertThat(new EnumMap<>(values)).isEqualTo(MAP);
        assertThat(ClickValues.copyOf(values)).isSameAs(values);
    }

    @Test
    void copyOf_emptyMap_isNone() {
        assertThat(ClickValues.copyOf(Map.of())).isSameAs(ClickValues.NONE).isEqualTo(Map.of());
    }

    @Test
    void get_dimensionWithoutValue_isNull() {
        ClickValues values = ClickValues.copyOf(MAP);

        assertThat(values.get(Dimension.BROWSER)).isEqualTo("Firefox");
        assertThat(values.get(Dimension.REFERRER)).isNull();
        assertThat(values.get(Dimension.AUTOMATION)).isNull();
        assertThat(values.containsKey(Dimension.COUNTRY)).isTrue();
        assertThat(values.containsKey(Dimension.CITY)).isFalse();
    }

    @Test
    void of_array_isCopiedAndInTheOrderOfTheCodes() {
        @Nullable String[] byCode = new @Nullable String[14];
        byCode[Dimension.DEVICE.code()] = "phone";
        byCode[Dimension.REFERRER.code()] = "https://news.example";
        ClickValues values = ClickValues.of(byCode);
        byCode[Dimension.DEVICE.code()] = "changed";

        assertThat(values).containsExactlyEntriesOf(values);
        assertThat(values.keySet()).containsExactly(Dimension.REFERRER, Dimension.DEVICE);
        assertThat(values.values()).containsExactly("https://news.example", "phone");
        assertThatThrownBy(() -> values.remove(Dimension.DEVICE)).isInstanceOf(UnsupportedOperationException.class);
    }
}
