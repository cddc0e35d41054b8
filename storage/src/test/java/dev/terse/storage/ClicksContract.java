package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox.Waiting;
import dev.terse.stats.CountedClick;
import dev.terse.stats.DeadClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.stats.Stats.ClickPage;
import dev.terse.stats.Stats.Counted;
import dev.terse.stats.Stats.Hour;
import dev.terse.stats.Stats.Position;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single clicks. */
abstract class ClicksContract extends StorageContract {
    private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2100-01-01T00:00:00Z");

    private static final List<Kind> KINDS = List.of(Kind.values());

    private Stats stats;
    private int order;

    @BeforeEach
    void fresh() {
        for (String table : List.of("rollup_hour", "rollup_day", "click_batch", "click_chunk", "click_dead")) {
            database.execute("delete from " + table);
        }
        database.execute("update click_ledger set kept_from = 0");
        stats = storage.stats();
    }

    /** A click that is told from all others by its city. */
    private CountedClick click(long link, Instant at) {
        return new CountedClick(
                at.toEpochMilli(),
                link,
                KINDS.get(order % 3),
                Map.of(Dimension.CITY, "city " + order++, Dimension.BROWSER, "Firefox"));
    }

    private void apply(Collection<CountedClick> clicks) {
        apply(clicks, List.of());
    }

    private void apply(Collection<CountedClick> clicks, List<DeadClick> dead) {
        Map<Hour, Rollup> rollups = new HashMap<>();
        for (CountedClick click : clicks) {
            Hour hour = new Hour(new Scope.OfLink(click.link()), Math.floorDiv(click.atMillis(), 3_600_000L));
            int quarter = (int) Math.floorMod(click.atMillis(), 3_600_000L) / 900_000;
            rollups.computeIfAbsent(hour, _ -> new Rollup()).add(click.kind(), quarter, 0, click.values());
        }
        storage.clickInbox().append(new ClickBatch(UUID.randomUUID(), 0, new byte[8]), NOW);
        long batch = storage.clickInbox().waiting(1 << 20).stream()
                .mapToLong(Waiting::number)
                .max()
                .orElseThrow();
        assertThat(stats.apply(List.of(batch), new Counted(rollups, List.copyOf(clicks), dead)))
                .isTrue();
    }

    private List<CountedClick> all(long link, Instant from, Instant to, int limit) {
        List<CountedClick> clicks = new ArrayList<>();
        @Nullable Position next = null;
        do {
            ClickPage page = stats.clicks(link, from, to, next, limit);
            assertThat(page.clicks()).hasSizeLessThanOrEqualTo(limit);
            assertThat(page.next() == null || page.clicks().size() == limit)
                    .as("only the last page is short")
                    .isTrue();
            clicks.addAll(page.clicks());
            next = page.next();
        } while (next != null);
        return clicks;
    }

    private List<CountedClick> all(long link) {
        return all(link, Instant.EPOCH, FAR_AHEAD, 1_000);
    }

    /** Those of the link, the newest first, those of one time as they were given. */
    private static List<CountedClick> expected(Collection<CountedClick> clicks, long link) {
        return clicks.stream()
                .filter(click -> click.link() == link)
                .sorted(Comparator.comparingLong(CountedClick::atMillis).reversed())
                .toList();
    }

    /** Clicks of some links, of days that come in no order, in many small pieces. */
    private List<CountedClick> applyMany(int pieces, int perPiece, Duration span) {
        Random random = new Random(11);
        List<CountedClick> all = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            List<CountedClick> clicks = new ArrayList<>();
            for (int i = 0; i < perPiece; i++) {
                long link = random.nextBoolean() ? 1 : 1 + 64L * random.nextInt(20);
                clicks.add(click(link, DAY.plusSeconds(random.nextInt((int) span.toSeconds()))));
            }
            apply(clicks);
            all.addAll(clicks);
        }
        return all;
    }

    @Test
    void clicks_ofALink_areItsOwnTheNewestFirst() {
        List<CountedClick> clicks = applyMany(20, 50, Duration.ofDays(4));

        for (long link : new long[] {1, 65, 1 + 64 * 19}) {
            assertThat(all(link)).isEqualTo(expected(clicks, link));
            for (int limit : new int[] {1, 7, 100}) {
                assertThat(all(link, Instant.EPOCH, FAR_AHEAD, limit)).isEqualTo(expected(clicks, link));
            }
        }
        assertThat(all(2)).isEmpty();
        assertThatThrownBy(() -> stats.clicks(1, Instant.EPOCH, FAR_AHEAD, null, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clicks_ofASpan_areThoseInIt() {
        List<CountedClick> clicks = applyMany(10, 50, Duration.ofDays(3));
        Instant from = Instant.ofEpochMilli(clicks.get(3).atMillis());
        Instant to = from.plus(Duration.ofHours(31));

        assertThat(all(1, from, to, 7))
                .isEqualTo(expected(clicks, 1).stream()
                        .filter(click ->
                                click.atMillis() >= from.toEpochMilli() && click.atMillis() < to.toEpochMilli())
                        .toList());
        assertThat(all(1, from, from, 7)).isEmpty();
    }

    @Test
    void clicks_manyOfOneMillisecond_areEachOnOnePage() {
        List<CountedClick> clicks = new ArrayList<>();
        for (int piece = 0; piece < 4; piece++) {
            List<CountedClick> some = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                some.add(click(7, DAY));
            }
            some.add(click(7, DAY.plusMillis(1)));
            apply(some);
            clicks.addAll(some);
        }

        for (int limit : new int[] {1, 3, 5, 19, 24}) {
            assertThat(all(7, Instant.EPOCH, FAR_AHEAD, limit)).isEqualTo(expected(clicks, 7));
        }
    }

    @Test
    void clicks_whileNewOnesArrive_neitherSkipsNorRepeats() {
        List<CountedClick> before = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            before.add(click(7, DAY.plusMillis(i / 10)));
        }
        apply(before);

        List<CountedClick> listed = new ArrayList<>();
        @Nullable Position next = null;
        do {
            ClickPage page = stats.clicks(7, Instant.EPOCH, FAR_AHEAD, next, 4);
            listed.addAll(page.clicks());
            next = page.next();
            apply(List.of(click(7, DAY.plusMillis(3)), click(7, DAY.plusMillis(2))));
        } while (next != null);

        assertThat(listed).doesNotHaveDuplicates().containsAll(before);
        assertThat(listed.stream().filter(before::contains)).isEqualTo(expected(before, 7));
    }

    @Test
    void clicks_thatComeLate_areInTheirPlace() {
        CountedClick today = click(7, DAY.plus(Duration.ofDays(40)));
        CountedClick late = click(7, DAY);
        CountedClick inBetween = click(7, DAY.plus(Duration.ofDays(3)));
        apply(List.of(today));
        apply(List.of(late, inBetween));
        while (stats.foldHoursBefore(FAR_AHEAD) > 0) {
            assertThat(all(7)).containsExactly(today, inBetween, late);
        }

        assertThat(all(7)).containsExactly(today, inBetween, late);
    }

    @Test
    void clicks_withAllValues_areReadAsTheyWere() {
        Map<Dimension, String> values = new HashMap<>();
        for (Dimension dimension : Dimension.values()) {
            values.put(dimension, dimension.name() + " \u00fc\ud83d\ude00");
        }
        List<CountedClick> clicks = List.of(
                new CountedClick(DAY.toEpochMilli() + 3, 7, Kind.HUMAN, values),
                new CountedClick(DAY.toEpochMilli() + 2, 7, Kind.BOT, Map.of()),
                new CountedClick(DAY.toEpochMilli() + 1, 7, Kind.PRELOAD, Map.of(Dimension.UTM_CONTENT, "")));
        apply(clicks);

        assertThat(all(7)).isEqualTo(clicks);
    }

    @Test
    void compactClicksBefore_finishedDays_leavesFewerPiecesAndTheSameClicks() {
        List<CountedClick> clicks = applyMany(40, 50, Duration.ofDays(2));
        List<CountedClick> same = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            same.add(click(1, DAY));
            apply(List.of(same.getLast()));
        }
        clicks.addAll(same);
        long before = database.number("select count(*) from click_chunk");

        int taken = compactAll(DAY.plus(Duration.ofDays(2)));

        assertThat(taken).isEqualTo((int) before);
        assertThat(database.number("select count(*) from click_chunk")).isEqualTo(2);
        for (long link : new long[] {1, 65, 1 + 64 * 19}) {
            assertThat(all(link, Instant.EPOCH, FAR_AHEAD, 33)).isEqualTo(expected(clicks, link));
        }
        CountedClick late = click(1, DAY);
        apply(List.of(late));
        clicks.add(late);
        assertThat(all(1)).isEqualTo(expected(clicks, 1));
        assertThat(compactAll(DAY.plus(Duration.ofDays(2)))).isEqualTo(2);
        assertThat(all(1)).isEqualTo(expected(clicks, 1));
    }

    private int compactAll(Instant before) {
        int taken = 0;
        for (int piece = stats.compactClicksBefore(before); piece > 0; piece = stats.compactClicksBefore(before)) {
            taken += piece;
        }
        return taken;
    }

    @Test
    void compactClicksBefore_dayUnderWay_leavesWhatIsStillGrowing() {
        for (int i = 0; i < 20; i++) {
            apply(List.of(click(1, DAY.plusSeconds(i)), click(1, DAY.plus(Duration.ofHours(1)))));
        }

        assertThat(compactAll(DAY.plus(Duration.ofHours(1)))).isZero();
        for (int i = 0; i < 20; i++) {
            apply(List.of(click(1, DAY.plusSeconds(i))));
        }
        assertThat(compactAll(DAY.plus(Duration.ofHours(1)))).isEqualTo(20);
        assertThat(database.number("select count(*) from click_chunk")).isEqualTo(21);
        assertThat(all(1)).hasSize(60);
    }

    @Test
    void compactClicksBefore_manyClicks_makesPiecesThatStayAsTheyAre() {
        List<CountedClick> clicks = applyMany(7, 6_000, Duration.ofHours(5));

        compactAll(FAR_AHEAD);

        assertThat(database.number("select max(count) from click_chunk")).isLessThanOrEqualTo(16_384);
        assertThat(database.number("select count(*) from click_chunk")).isLessThan(7);
        assertThat(all(65)).isEqualTo(expected(clicks, 65));
        assertThat(stats.clicks(1, Instant.EPOCH, FAR_AHEAD, null, 10).clicks())
                .isEqualTo(expected(clicks, 1).subList(0, 10));
    }

    @Test
    void compactClicksBefore_whileOthersRead_isNotSeen() throws Exception {
        List<CountedClick> clicks = applyMany(60, 20, Duration.ofDays(3));
        List<CountedClick> expected = expected(clicks, 1);
        AtomicBoolean over = new AtomicBoolean();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> reader = executor.submit(() -> {
                while (!over.get()) {
                    assertThat(all(1, Instant.EPOCH, FAR_AHEAD, 100)).isEqualTo(expected);
                }
                return true;
            });
            compactAll(FAR_AHEAD);
            over.set(true);
            assertThat(reader.get()).isTrue();
        }
    }

    @Test
    void pruneClicksBefore_anInstant_removesHoursThatEndedBefore() {
        List<CountedClick> clicks = applyMany(20, 50, Duration.ofDays(2));
        Instant instant = DAY.plus(Duration.ofHours(30)).plusSeconds(1_234);
        Instant hour = DAY.plus(Duration.ofHours(30));
        assertThat(stats.clicksKeptFrom()).isEqualTo(Instant.EPOCH);

        int removed = 0;
        for (int piece = stats.pruneClicksBefore(instant); piece > 0; piece = stats.pruneClicksBefore(instant)) {
            removed += piece;
        }

        assertThat(removed).isPositive();
        assertThat(stats.clicksKeptFrom()).isEqualTo(hour);
        assertThat(all(1))
                .isEqualTo(expected(clicks, 1).stream()
                        .filter(click -> click.atMillis() >= hour.toEpochMilli())
                        .toList());
        assertThat(database.number("select count(*) from click_chunk where last_at < " + hour.toEpochMilli()))
                .isZero();
        assertThat(stats.pruneClicksBefore(DAY)).isZero();
        assertThat(stats.clicksKeptFrom()).isEqualTo(hour);
        assertThat(stats.rollups(List.of(new Scope.OfLink(1)), Instant.EPOCH, DAY.plusSeconds(1), Set.of()))
                .isNotEmpty();
    }

    @Test
    void pruneClicksBefore_clockFarAhead_hidesNoClickThatComesLater() {
        applyMany(2, 5, Duration.ofHours(3));

        for (int piece = 1; piece > 0; ) {
            piece = stats.pruneClicksBefore(FAR_AHEAD);
        }

        assertThat(stats.clicksKeptFrom()).isBetween(DAY, DAY.plus(Duration.ofHours(4)));
        assertThat(stats.pruneClicksBefore(FAR_AHEAD)).isZero();
    }

    @Test
    void pruneClicksBefore_deadClicks_removesThoseCountedBefore() {
        try (SqlStorage then = SqlStorage.open(database.url(), StorageOptions.DEFAULT, new SecureRandom(), () -> DAY)) {
            stats = then.stats();
            apply(List.of(), List.of(new DeadClick(UUID.randomUUID(), 0, "unknown-link", new byte[3])));
        }
        stats = storage.stats();

        assertThat(stats.pruneClicksBefore(DAY)).isZero();
        assertThat(stats.pruneClicksBefore(DAY.plusMillis(1))).isOne();
        assertThat(database.number("select count(*) from click_dead")).isZero();
    }
}
