package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox.Waiting;
import dev.terse.judge.Judge;
import dev.terse.stats.CountedClick;
import dev.terse.stats.DeadClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats.Counted;
import dev.terse.stats.Stats.Hour;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClickTallyTest {
    private static final Instant NOW = Clicks.AT.plusSeconds(5);
    private static final long HOUR = Clicks.AT.getEpochSecond() / 3_600;

    private final List<Collection<Long>> asked = new ArrayList<>();
    private final ClickTally tally = tally(this::domainsOf);

    /** Odd links are of domain 1, even ones of domain 2; from 1,000 on there are none. */
    private Map<Long, Long> domainsOf(Collection<Long> links) {
        asked.add(List.copyOf(links));
        Map<Long, Long> domains = new HashMap<>();
        links.stream().filter(link -> link > 0 && link < 1_000).forEach(link -> domains.put(link, 2 - link % 2));
        return domains;
    }

    private static ClickTally tally(Function<Collection<Long>, Map<Long, Long>> domainsOf) {
        return new ClickTally(new Judge(null, System::nanoTime), domainsOf, InstantSource.fixed(NOW));
    }

    @Test
    void count_clicks_areAddedToTheirLinksAndDomains() {
        Counted counted = count(new Clicks().visit(1).visit(1).visit(2).visit(3).batch());

        assertThat(counted.dead()).isEmpty();
        assertThat(counted.rollups().keySet())
                .containsExactlyInAnyOrder(ofLink(1), ofLink(2), ofLink(3), ofDomain(1), ofDomain(2));
        assertThat(rollup(counted.rollups(), ofLink(1)).clicks().humans()).isEqualTo(2);
        assertThat(rollup(counted.rollups(), ofDomain(1)).clicks().humans()).isEqualTo(3);
        assertThat(rollup(counted.rollups(), ofDomain(1)).quarters()).containsOnlyKeys(1);
        assertThat(rollup(counted.rollups(), ofDomain(1)).values(Dimension.BROWSER))
                .containsOnlyKeys("Firefox");
        assertThat(counted.clicks())
                .hasSize(4)
                .contains(new CountedClick(
                        Clicks.AT.toEpochMilli(),
                        2,
                        Kind.HUMAN,
                        Map.of(
                                Dimension.BROWSER, "Firefox",
                                Dimension.SYSTEM, "Linux",
                                Dimension.DEVICE, "desktop",
                                Dimension.COUNTRY, "DE")));
    }

    @Test
    void count_linksAreMetAgain_storeIsAskedOnce() {
        count(new Clicks().visit(1).visit(2).visit(1).batch());
        count(new Clicks().visit(1).visit(3).batch());
        count(new Clicks().visit(2).batch());

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(asked.get(1)).containsExactly(3L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void count_unknownLink_isDeadAndTheRestCounts(long unknown) {
        ClickBatch batch = new Clicks().visit(1).visit(unknown).visit(1).batch();
        Counted counted = count(batch);

        assertThat(counted.clicks()).hasSize(2);
        assertThat(counted.dead()).singleElement().satisfies(dead -> {
            assertThat(dead.reason()).isEqualTo("unknown-link");
            assertThat(dead.journal()).isEqualTo(batch.journal());
            assertThat(dead.position()).isEqualTo(batch.records().length / 3);
            assertThat(dead.record()).hasSize(batch.records().length / 3);
        });
    }

    @Test
    void count_linkThatIsMadeLater_countsThen() {
        Map<Long, Long> domains = new HashMap<>();
        ClickTally tally = tally(_ -> domains);
        assertThat(tally.count(List.of(new Waiting(1, new Clicks().visit(7).batch())))
                        .dead())
                .hasSize(1);

        domains.put(7L, 1L);

        assertThat(tally.count(List.of(new Waiting(2, new Clicks().visit(7).batch())))
                        .clicks())
                .hasSize(1);
    }

    @Test
    void count_damagedRecord_isDeadAndTheRestCounts() {
        Counted counted = count(new Clicks().visit(1).damaged(1).visit(1).batch());

        assertThat(counted.clicks()).hasSize(2);
        assertThat(counted.dead()).extracting(DeadClick::reason).containsExactly("checksum");
    }

    @Test
    void count_garbage_endsItsBatchAlone() {
        Clicks clicks = new Clicks();
        ClickBatch first = clicks.visit(1).garbage(80).visit(1).batch();
        ClickBatch second = clicks.visit(1).batch();
        Counted counted = count(first, second);

        assertThat(counted.clicks()).hasSize(2);
        assertThat(counted.dead()).singleElement().satisfies(dead -> {
            assertThat(dead.reason()).isEqualTo("checksum");
            assertThat(dead.position() + dead.record().length).isEqualTo(second.from());
        });
    }

    @Test
    void count_anyBytes_losesNone() {
        Random random = new Random(23);
        for (int i = 0; i < 300; i++) {
            byte[] records =
                    new Clicks().visit(1).visit(2).visit(1_500).visit(3).batch().records();
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                records[random.nextInt(records.length)] = (byte) random.nextInt();
            }
            ClickBatch batch = new ClickBatch(new UUID(0, i), 0, records);
            Counted counted = count(batch);

            int dead = counted.dead().stream()
                    .mapToInt(click -> click.record().length)
                    .sum();
            int one = records.length / 4;
            assertThat(dead + counted.clicks().size() * one).isEqualTo(records.length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T10:20:00Z, 2026-11-22T10:20:00Z",
        "2020-01-01T00:00:00Z, 2020-01-01T00:00:00Z",
        "2019-12-31T23:59:59Z, 2026-11-22T10:20:05Z",
        "1970-01-01T00:00:00Z, 2026-11-22T10:20:05Z",
        "1901-01-01T00:00:00Z, 2026-11-22T10:20:05Z",
        "2026-11-23T10:20:05Z, 2026-11-23T10:20:05Z",
        "2026-11-23T10:20:06Z, 2026-11-22T10:20:05Z",
        "9999-01-01T00:00:00Z, 2026-11-22T10:20:05Z",
        "2026-11-22T09:20:00Z, 2026-11-22T09:20:00Z",
        "2026-11-22T11:20:00Z, 2026-11-22T11:20:00Z",
    })
    void count_clockThatJumped_losesNoClick(Instant said, Instant counted) {
        Counted all = count(new Clicks().visit(1, said.toEpochMilli(), 1).batch());

        assertThat(all.clicks()).extracting(CountedClick::atMillis).containsExactly(counted.toEpochMilli());
        assertThat(all.rollups())
                .containsOnlyKeys(
                        new Hour(new Scope.OfLink(1), counted.getEpochSecond() / 3_600),
                        new Hour(new Scope.OfDomain(1), counted.getEpochSecond() / 3_600));
    }

    @Test
    void count_clockOfTheWorkerIsWrong_keepsTheTimeOfTheClick() {
        ClickTally tally = new ClickTally(
                new Judge(null, System::nanoTime), this::domainsOf, InstantSource.fixed(Instant.EPOCH.plusSeconds(60)));

        Counted counted = tally.count(List.of(new Waiting(
                1,
                new Clicks()
                        .visit(1)
                        .visit(1, Long.MIN_VALUE, 1)
                        .visit(1, Long.MAX_VALUE, 1)
                        .batch())));

        assertThat(counted.clicks()).hasSize(3);
        assertThat(counted.clicks().getFirst().atMillis()).isEqualTo(Clicks.AT.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1})
    void count_instantThatIsNone_isTheTimeOfCounting(long atMillis) {
        Counted counted = count(new Clicks().visit(1, atMillis, 1).batch());

        assertThat(counted.clicks()).extracting(CountedClick::atMillis).containsExactly(NOW.toEpochMilli());
    }

    @Test
    void count_storeCantAnswer_countsNothingAndCanBeRepeated() {
        boolean[] down = {true};
        ClickTally tally = tally(links -> {
            if (down[0]) {
                throw new StorageUnavailable("down");
            }
            return domainsOf(links);
        });
        List<Waiting> batches = List.of(new Waiting(1, new Clicks().visit(1).batch()));
        assertThatThrownBy(() -> tally.count(batches)).isInstanceOf(StorageUnavailable.class);
        down[0] = false;

        assertThat(tally.count(batches).clicks()).hasSize(1);
    }

    /** However batches are grouped, the sum is one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40})
    void count_inAnyGroups_comesToTheSame(int groups) {
        Random random = new Random(groups);
        List<Waiting> batches = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Clicks clicks = new Clicks();
            for (int n = random.nextInt(20); n >= 0; n--) {
                long at =
                        Clicks.AT.minus(Duration.ofMinutes(random.nextInt(300))).toEpochMilli();
                clicks.visit(random.nextInt(8), at, random.nextInt(15) + 1);
            }
            batches.add(new Waiting(i, clicks.batch()));
        }
        Map<Hour, Rollup> whole = tally.count(batches).rollups();
        Collections.shuffle(batches, random);
        Map<Hour, Rollup> sum = new HashMap<>();
        for (int group = 0; group < groups; group++) {
            List<Waiting> some = batches.subList(40 * group / groups, 40 * (group + 1) / groups);
            tally.count(some)
                    .rollups()
                    .forEach((hour, rollup) ->
                            sum.computeIfAbsent(hour, _ -> new Rollup()).add(rollup, 0));
        }

        assertThat(sum.keySet()).isEqualTo(whole.keySet());
        whole.forEach((hour, rollup) -> {
            Rollup other = rollup(sum, hour);
            assertThat(other.quarters()).isEqualTo(rollup.quarters());
            assertThat(other.visitors()).isEqualTo(rollup.visitors());
            for (Dimension dimension : Dimension.values()) {
                assertThat(other.values(dimension)).isEqualTo(rollup.values(dimension));
            }
        });
    }

    @Test
    void count_manyLinks_allCount() {
        Clicks clicks = new Clicks();
        for (int round = 0; round < 2; round++) {
            for (long link = 1; link <= 200_000; link++) {
                clicks.visit(link, Clicks.AT.toEpochMilli(), link);
            }
        }
        ClickTally tally = tally(links -> {
            Map<Long, Long> domains = new HashMap<>();
            links.forEach(link -> domains.put(link, 1L));
            return domains;
        });
        ClickBatch batch = clicks.batch();

        for (int i = 0; i < 2; i++) {
            Counted counted = tally.count(List.of(new Waiting(1, batch)));
            assertThat(counted.clicks()).hasSize(400_000);
            assertThat(counted.rollups()).hasSize(200_001);
            assertThat(counted.rollups().values())
                    .allMatch(rollup -> rollup.clicks().total() >= 2);
        }
    }

    private Counted count(ClickBatch... batches) {
        return tally.count(
                Arrays.stream(batches).map(batch -> new Waiting(1, batch)).toList());
    }

    private static Rollup rollup(Map<Hour, Rollup> rollups, Hour hour) {
        return Objects.requireNonNull(rollups.get(hour));
    }

    private static Hour ofLink(long number) {
        return new Hour(new Scope.OfLink(number), HOUR);
    }

    private static Hour ofDomain(long number) {
        return new Hour(new Scope.OfDomain(number), HOUR);
    }
}
