package dev.terse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.terse.stats.Rollup.Clicks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RollupTest {
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Random random = new Random(20_261_122);

    @Test
    void add_clicksOfAllKinds_areToldApart() {
        Rollup rollup = new Rollup();
        rollup.add(Kind.HUMAN, 0, 7, Map.of(Dimension.BROWSER, "Firefox"));
        rollup.add(Kind.HUMAN, 3, 7, Map.of(Dimension.BROWSER, "Firefox"));
        rollup.add(Kind.HUMAN, 3, 8, Map.of(Dimension.BROWSER, "Chrome"));
        rollup.add(Kind.BOT, 3, 9, Map.of(Dimension.AUTOMATION, "Googlebot"));
        rollup.add(Kind.PRELOAD, 3, 10, Map.of(Dimension.AUTOMATION, "head"));

        assertThat(rollup.clicks()).isEqualTo(new Clicks(3, 1, 1));
        assertThat(rollup.quarters())
                .containsExactly(Map.entry(0, new Clicks(1, 0, 0)), Map.entry(3, new Clicks(2, 1, 1)));
        assertThat(rollup.values(Dimension.BROWSER))
                .containsOnly(Map.entry("Firefox", new Clicks(2, 0, 0)), Map.entry("Chrome", new Clicks(1, 0, 0)));
        assertThat(rollup.values(Dimension.AUTOMATION)).containsOnly(Map.entry("Googlebot", new Clicks(0, 1, 0)));
        assertThat(rollup.values(Dimension.CITY)).isEmpty();
        assertThat(rollup.visitors()).isEqualTo(2);
    }

    @Test
    void add_visitorsThatAreNotKnown_areNotCounted() {
        Rollup rollup = new Rollup();
        rollup.add(Kind.HUMAN, 0, 0, Map.of());

        assertThat(rollup.visitors()).isZero();
        assertThat(rollup.clicks().humans()).isEqualTo(1);
    }

    @Test
    void add_anotherThatBeginsLater_isShifted() {
        Rollup hour = new Rollup();
        hour.add(Kind.HUMAN, 2, 1, Map.of(Dimension.DEVICE, "phone"));
        Rollup day = new Rollup();
        day.add(Kind.BOT, 0, 0, Map.of(Dimension.DEVICE, "phone"));

        day.add(hour, 92);

        assertThat(day.quarters())
                .containsExactly(Map.entry(0, new Clicks(0, 1, 0)), Map.entry(94, new Clicks(1, 0, 0)));
        assertThat(day.values(Dimension.DEVICE)).containsOnly(Map.entry("phone", new Clicks(1, 1, 0)));
    }

    @Test
    void add_othersOverAYear_keepsTheirQuarters() {
        Rollup year = new Rollup();
        for (int hour = 0; hour < 24 * 365; hour++) {
            Rollup one = new Rollup();
            one.add(Kind.HUMAN, 1, hour + 1, Map.of());
            year.add(one, 4 * hour);
        }

        assertThat(year.quarters()).hasSize(24 * 365).containsEntry(4 * (24 * 365 - 1) + 1, new Clicks(1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 8, 40, 1_000})
    void unpack_packed_isTheSame(int clicks) {
        Rollup rollup = new Rollup();
        for (int i = 0; i < clicks; i++) {
            addAnyClick(rollup);
        }

        assertSame(repacked(rollup), rollup);
    }

    @Test
    void unpack_textsOfAllKinds_areTheSame() {
        List<String> texts = List.of(
                "",
                "a",
                "ü",
                "Zürich, CH",
                "東京, JP",
                "\uD83D\uDE00",
                "x".repeat(127),
                "x".repeat(128),
                "é".repeat(100));
        Rollup rollup = new Rollup();
        texts.forEach(text -> rollup.add(Kind.HUMAN, 0, 0, Map.of(Dimension.CITY, text)));

        assertThat(repacked(rollup).values(Dimension.CITY).keySet()).containsExactlyInAnyOrderElementsOf(texts);
    }

    @Test
    void unpack_onlyQuarters_hasTheClicksAlone() {
        Rollup rollup = new Rollup();
        addAnyClick(rollup);

        Rollup part = Rollup.unpack(rollup.packQuarters(), null, null);

        assertThat(part.clicks()).isEqualTo(rollup.clicks());
        assertThat(part.visitors()).isZero();
        assertThat(part.values(Dimension.BROWSER)).isEmpty();
    }

    /** However clicks are grouped, and in whatever order they come, the sum is one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100})
    void add_inAnyGroups_comesToTheSame(int groups) {
        Rollup whole = new Rollup();
        List<Rollup> parts = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            parts.add(new Rollup());
        }
        for (int i = 0; i < 500; i++) {
            long seed = random.nextLong();
            addAnyClick(whole, new Random(seed));
            addAnyClick(parts.get(random.nextInt(groups)), new Random(seed));
        }
        Collections.shuffle(parts, random);
        Rollup sum = new Rollup();
        parts.forEach(part -> sum.add(repacked(part), 0));

        assertSame(repacked(sum), whole);
    }

    @Test
    void packValues_moreThanAreToldApart_keepsTheMostFrequent() {
        Rollup rollup = new Rollup();
        for (int value = 0; value < 250; value++) {
            for (int i = 0; i <= value; i++) {
                rollup.add(value % 2 == 0 ? Kind.HUMAN : Kind.BOT, 0, 0, Map.of(Dimension.UTM_TERM, "term " + value));
            }
        }

        Rollup packed = repacked(rollup);

        assertThat(packed.values(Dimension.UTM_TERM))
                .hasSize(Rollup.MAX_VALUES)
                .containsEntry("term 150", new Clicks(151, 0, 0))
                .doesNotContainKey("term 149");
        assertThat(packed.rest(Dimension.UTM_TERM)).isEqualTo(new Clicks(75 * 75, 75 * 76, 0));
        assertThat(rollup.rest(Dimension.UTM_TERM)).isEqualTo(Clicks.NONE);
        Rollup again = repacked(packed);
        assertThat(again.rest(Dimension.UTM_TERM)).isEqualTo(packed.rest(Dimension.UTM_TERM));
        again.add(packed, 0);
        assertThat(again.rest(Dimension.UTM_TERM)).isEqualTo(new Clicks(2 * 75 * 75, 2 * 75 * 76, 0));
    }

    @Test
    void packValues_strangersWithManyTexts_staysSmall() {
        Rollup rollup = new Rollup();
        for (int i = 0; i < 20_000; i++) {
            rollup.add(Kind.HUMAN, 0, 0, Map.of(Dimension.UTM_TERM, "x".repeat(90) + i));
        }

        assertThat(rollup.packValues().length).isLessThan(Rollup.MAX_VALUES * 110);
    }

    /** Texts of one hash code: "Aa" and "BB" stand for one another anywhere. */
    @Test
    @Timeout(20)
    void add_textsThatCollide_takesNoLonger() {
        Rollup rollup = new Rollup();
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                text.append((i & 1 << bit) == 0 ? "Aa" : "BB");
            }
            rollup.add(Kind.HUMAN, 0, 0, Map.of(Dimension.UTM_TERM, text.toString()));
        }

        long named = rollup.values(Dimension.UTM_TERM).values().stream()
                .mapToLong(Clicks::total)
                .sum();
        assertThat(named + rollup.rest(Dimension.UTM_TERM).total()).isEqualTo(1 << 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 1_000, 100_000})
    void visitors_ofDifferentPeople_areOffByLittle(int people) {
        Rollup one = new Rollup();
        Rollup other = new Rollup();
        for (int i = 0; i < people; i++) {
            long visitor = random.nextLong() | 1;
            for (int visit = 0; visit < 3; visit++) {
                (random.nextBoolean() ? one : other).add(Kind.HUMAN, 0, visitor, Map.of());
            }
        }
        Rollup both = repacked(one);
        both.add(repacked(other), 0);

        double error = people <= 32 ? 0 : 0.05 * people;
        assertThat((double) both.visitors()).isCloseTo(people, within(error));
        assertThat(repacked(both).visitors()).isEqualTo(both.visitors());
    }

    @Test
    void add_dimensionOfALaterVersion_isAddedUpLikeTheOthers() {
        Rollup rollup = new Rollup();
        rollup.add(Kind.HUMAN, 0, 0, Map.of(Dimension.BROWSER, "Firefox"));
        byte[] known = rollup.packValues();
        byte[] later = {77, 7, 1, 1, 'x', 1, 0, 2, 3};
        byte[] both = Arrays.copyOf(later, later.length + known.length);
        System.arraycopy(known, 0, both, later.length, known.length);

        Rollup read = Rollup.unpack(null, both, null);

        assertThat(read.values(Dimension.BROWSER)).containsOnlyKeys("Firefox");
        Rollup sum = new Rollup();
        sum.add(read, 0);
        sum.add(Rollup.unpack(null, both, null), 0);
        byte[] packed = sum.packValues();
        assertThat(packed).endsWith(77, 7, 1, 1, 'x', 2, 0, 4, 6);
        assertThat(Rollup.unpack(null, packed, null).checked().values(Dimension.BROWSER))
                .containsOnly(Map.entry("Firefox", new Clicks(2, 0, 0)));
    }

    @Test
    void checked_valuesThatAreDamagedInside_areRefused() {
        Rollup rollup = new Rollup();
        rollup.add(Kind.HUMAN, 0, 0, Map.of(Dimension.BROWSER, "Firefox"));
        byte[] values = rollup.packValues();
        values[3] = 100;
        Rollup damaged = Rollup.unpack(null, values, null);

        assertThatIllegalArgumentException().isThrownBy(damaged::checked).withMessage("not a packed rollup");
        assertThat(rollup.checked()).isSameAs(rollup);
    }

    @Test
    void hoursOf_aPackedDay_areThoseThatWerePacked() {
        byte[] day = PackedHours.ofDay(new TreeMap<>(Map.of(0, new byte[0], 23, new byte[] {1, 2, 3})));

        assertThat(PackedHours.hoursOf(day)).containsOnlyKeys(0, 23).containsEntry(23, new byte[] {1, 2, 3});
        assertThatIllegalArgumentException().isThrownBy(() -> PackedHours.hoursOf(Arrays.copyOf(day, day.length - 1)));
    }

    @Test
    void unpack_damagedBytes_areRefusedOrRead() {
        Rollup rollup = new Rollup();
        for (int i = 0; i < 200; i++) {
            addAnyClick(rollup);
        }
        byte[][] parts = {rollup.packQuarters(), rollup.packValues(), rollup.packVisitors()};
        for (int i = 0; i < 30_000; i++) {
            int part = i % 3;
            byte[] damaged = parts[part].clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            try {
                unpackPart(part, damaged).clicks();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessage("not a packed rollup");
            }
        }
    }

    @Test
    void unpack_nonsense_isRefused() {
        byte[] nonsense = "nonsense".getBytes(StandardCharsets.US_ASCII);
        for (int part = 0; part < 3; part++) {
            int which = part;
            assertThatIllegalArgumentException().isThrownBy(() -> unpackPart(which, nonsense));
        }
    }

    private static Rollup unpackPart(int part, byte[] packed) {
        return Rollup.unpack(part == 0 ? packed : null, part == 1 ? packed : null, part == 2 ? packed : null);
    }

    private void addAnyClick(Rollup rollup) {
        addAnyClick(rollup, random);
    }

    private static void addAnyClick(Rollup rollup, Random random) {
        @Nullable String[] values = new @Nullable String[14];
        for (int code = 0; code < values.length; code++) {
            values[code] = random.nextInt(3) == 0 ? null : "value " + random.nextInt(40);
        }
        rollup.add(KINDS.get(random.nextInt(3)), random.nextInt(96), random.nextInt(25) + 1, ClickValues.of(values));
    }

    private static Rollup repacked(Rollup rollup) {
        return Rollup.unpack(rollup.packQuarters(), rollup.packValues(), rollup.packVisitors());
    }

    private static void assertSame(Rollup actual, Rollup expected) {
        assertThat(actual.quarters()).isEqualTo(expected.quarters());
        for (Dimension dimension : Dimension.values()) {
            assertThat(actual.values(dimension)).isEqualTo(expected.values(dimension));
            assertThat(actual.rest(dimension)).isEqualTo(expected.rest(dimension));
        }
        assertThat(actual.visitors()).isEqualTo(expected.visitors());
    }
}
