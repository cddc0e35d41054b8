package dev.terse.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BytesCacheTest {
    private final BytesCache<String> cache = new BytesCache<>(64);

    @Test
    void find_whatWasPut_isTheSameWhereverTheBytesLie() {
        put("key", "value");

        assertThat(find("key")).isEqualTo("value");
        assertThat(cache.find("a key b".getBytes(StandardCharsets.US_ASCII), 2, 3))
                .isEqualTo("value");
        assertThat(find("ke")).isNull();
        assertThat(find("keys")).isNull();
        assertThat(find("")).isNull();
    }

    @Test
    void put_bytesThatChangeAfterwards_wereCopied() {
        byte[] bytes = {1, 2, 3};
        cache.put(bytes, 0, 3, "value");
        bytes[0] = 9;

        assertThat(cache.find(new byte[] {1, 2, 3}, 0, 3)).isEqualTo("value");
        assertThat(cache.find(bytes, 0, 3)).isNull();
    }

    @Test
    void find_whatIsUsedAllTheTime_stays() {
        put("used", "value");
        for (int i = 0; i < 10_000; i++) {
            put("stranger " + i, "x");
            assertThat(find("used")).isEqualTo("value");
        }
    }

    @Test
    void find_amongMany_isNeverAnothersValue() {
        Random random = new Random(3);
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = Integer.toString(random.nextInt(200), 2).repeat(random.nextInt(4));
            String found = find(key);
            if (found == null) {
                put(key, "of " + key);
                all.put(key, "of " + key);
            } else {
                assertThat(found).isEqualTo(all.get(key));
            }
        }
    }

    @Test
    void clear_all_isGone() {
        put("key", "value");
        cache.clear();

        assertThat(find("key")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 6, 100})
    void constructor_capacityThatIsNoPowerOfTwo_isRefused(int capacity) {
        assertThatIllegalArgumentException().isThrownBy(() -> new BytesCache<String>(capacity));
    }

    private void put(String key, String value) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        cache.put(bytes, 0, bytes.length, value);
    }

    private @Nullable String find(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return cache.find(bytes, 0, bytes.length);
    }
}
