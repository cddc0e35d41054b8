package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClickChunkTest {
    private static List<CountedClick> clicks(int count) {
        Random random = new Random(count);
        List<CountedClick> clicks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clicks.add(new CountedClick(
                    1_700_000_000_000L + random.nextInt(86_400_000),
                    random.nextInt(50) * 64L,
                    random.nextBoolean() ? Kind.HUMAN : Kind.BOT,
                    Map.of(Dimension.BROWSER, "B" + random.nextInt(300), Dimension.CITY, "stra\u00dfe " + i % 7)));
        }
        clicks.sort(ClickChunk.ORDER);
        return clicks;
    }

    @Test
    void unpack_ofEitherForm_isWhatWasPacked() {
        for (int count : new int[] {1, 2, 1_000, 20_000}) {
            List<CountedClick> clicks = clicks(count);

            assertThat(ClickChunk.unpack(new ClickChunk.Packing().pack(clicks), _ -> true))
                    .isEqualTo(clicks);
            assertThat(ClickChunk.unpack(new ClickChunk.Packing().packSmall(clicks), _ -> true))
                    .isEqualTo(clicks);
        }
        assertThat(new ClickChunk.Packing().packSmall(clicks(20_000)))
                .hasSizeLessThan(new ClickChunk.Packing().pack(clicks(20_000)).length);
    }

    @Test
    void unpack_ofOneLink_isItsClicks() {
        List<CountedClick> clicks = clicks(2_000);
        byte[] packed = new ClickChunk.Packing().pack(clicks);

        for (long link : new long[] {0, 64, 49 * 64}) {
            assertThat(ClickChunk.unpack(packed, number -> number == link))
                    .isEqualTo(clicks.stream()
                            .filter(click -> click.link() == link)
                            .toList());
        }
        assertThat(ClickChunk.unpack(packed, number -> number == 5)).isEmpty();
    }

    @Test
    void unpack_ofAnyLinkAndTime_isWhatWasPacked() {
        List<CountedClick> clicks = List.of(
                new CountedClick(-5, Long.MIN_VALUE, Kind.PRELOAD, Map.of()),
                new CountedClick(Long.MAX_VALUE - 10, 3, Kind.PRELOAD, Map.of()),
                new CountedClick(7, Long.MAX_VALUE, Kind.HUMAN, Map.of()));

        assertThat(ClickChunk.unpack(new ClickChunk.Packing().pack(clicks), _ -> true))
                .isEqualTo(clicks);
    }

    @Test
    void unpack_bytesThatAreCutOff_isRefused() {
        for (byte[] packed :
                List.of(new ClickChunk.Packing().pack(clicks(20)), new ClickChunk.Packing().packSmall(clicks(20)))) {
            for (int length = 0; length < packed.length; length++) {
                byte[] cut = Arrays.copyOf(packed, length);
                assertThatThrownBy(() -> ClickChunk.unpack(cut, _ -> true))
                        .as(length + " bytes")
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThatThrownBy(() -> ClickChunk.unpack(new byte[] {9, 0, 0}, _ -> true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
