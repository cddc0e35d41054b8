package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.link.ServedLinks;
import dev.terse.redirect.HeldLinks.Read;
import dev.terse.redirect.LinkCache.Lookup;
import dev.terse.redirect.LinkCache.Lookup.Found;
import dev.terse.redirect.LinkCache.Lookup.Unavailable;
import dev.terse.redirect.LinkCache.Lookup.Unknown;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkCacheTest {
    private static final LinkKey KEY = key("spring");
    private static final byte[] ASKED = "spring HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final LinkKey OTHER = key("summer");
    private static final ServedLink OLD = Links.to("https://example.com/old");
    private static final ServedLink NEW = Links.to("https://example.com/new");
    private static final Change CHANGE = new Change.OfLink(KEY.domain(), KEY.code());

    /** Ages drawn as 0 of 0 to 1 are the shortest: eight minutes, renewed from 7:12 on. */
    private static final RandomGenerator SHORTEST = () -> 0L;

    private static final Duration SHORTEST_AGE = Duration.ofMinutes(8);
    private static final Duration LAST_TENTH = SHORTEST_AGE.multipliedBy(9).dividedBy(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final HeldLinks store = new HeldLinks();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LinkCache cache = cache(store, 100);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void find_manyWaitersForOneCode_areOneRead() throws Exception {
        List<CompletableFuture<Lookup>> waiters =
                Stream.generate(() -> find(KEY)).limit(50).toList();
        Read read = store.next();
        assertThat(cache.hit(KEY)).isNull();
        read.answers(OLD);
        for (CompletableFuture<Lookup> waiter : waiters) {
            assertThat(answer(waiter)).isEqualTo(new Found(OLD));
        }
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        assertThat(store.waiting()).isZero();
    }

    @Test
    void find_twoCodes_areTwoReadsThatDoNotWaitForOneAnother() throws Exception {
        CompletableFuture<Lookup> one = find(KEY);
        Read first = store.next();
        CompletableFuture<Lookup> other = find(OTHER);
        store.next().answers(NEW);
        assertThat(answer(other)).isEqualTo(new Found(NEW));
        first.answers(OLD);
        assertThat(answer(one)).isEqualTo(new Found(OLD));
    }

    @Test
    void changed_whileRead_nobodyGetsWhatWasRead() throws Exception {
        CompletableFuture<Lookup> before = find(KEY);
        Read stale = store.next();
        cache.changed(CHANGE);
        CompletableFuture<Lookup> after = find(KEY);
        stale.answers(OLD);
        Read fresh = store.next();
        assertThat(before).isNotDone();
        assertThat(after).isNotDone();
        assertThat(cache.hit(KEY)).isNull();
        fresh.answers(NEW);
        assertThat(answer(before)).isEqualTo(new Found(NEW));
        assertThat(answer(after)).isEqualTo(new Found(NEW));
        assertThat(cache.hit(KEY)).isEqualTo(NEW);
    }

    @Test
    void changed_whileReadThatFindsNothing_isReadAgain() throws Exception {
        CompletableFuture<Lookup> waiter = find(KEY);
        Read stale = store.next();
        cache.changed(CHANGE);
        stale.findsNothing();
        store.next().answers(NEW);
        assertThat(answer(waiter)).isEqualTo(new Found(NEW));
    }

    @Test
    void changed_duringEveryRead_endsWithoutAnAnswer() throws Exception {
        CompletableFuture<Lookup> waiter = find(KEY);
        for (int i = 0; i < LinkCache.MAX_READS; i++) {
            Read read = store.next();
            cache.changed(CHANGE);
            read.answers(OLD);
        }
        assertThat(answer(waiter)).isEqualTo(new Unavailable());
        assertThat(cache.hit(KEY)).isNull();
        CompletableFuture<Lookup> later = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(later)).isEqualTo(new Found(NEW));
    }

    @Test
    void changed_otherCodeOrKeyWhileRead_doesNotDisturb() throws Exception {
        CompletableFuture<Lookup> waiter = find(KEY);
        Read read = store.next();
        cache.changed(new Change.OfLink(KEY.domain(), OTHER.code()));
        cache.changed(new Change.OfLink(KEY.domain() + 1, KEY.code()));
        cache.changed(new Change.OfKey("key"));
        read.answers(OLD);
        assertThat(answer(waiter)).isEqualTo(new Found(OLD));
        cache.changed(new Change.OfLink(KEY.domain(), OTHER.code()));
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
    }

    @Test
    void changed_cachedLink_isReadAgain() throws Exception {
        hold(KEY, OLD);
        cache.changed(CHANGE);
        assertThat(cache.hit(KEY)).isNull();
        assertThat(cache.holds(KEY)).isFalse();
        hold(KEY, NEW);
    }

    @Test
    void changed_whileRenewed_nobodyGetsTheOldLink() throws Exception {
        hold(KEY, OLD);
        pass(LAST_TENTH);
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        Read stale = store.next();
        cache.changed(CHANGE);
        assertThat(cache.hit(KEY)).isNull();
        CompletableFuture<Lookup> waiter = find(KEY);
        stale.answers(OLD);
        store.next().answers(NEW);
        assertThat(answer(waiter)).isEqualTo(new Found(NEW));
    }

    @Test
    void changed_thenStoreDown_isUnavailableAndNeverTheOldLink() throws Exception {
        hold(KEY, OLD);
        pass(SHORTEST_AGE);
        CompletableFuture<Lookup> waiter = find(KEY);
        Read read = store.next();
        cache.changed(CHANGE);
        read.fails();
        assertThat(answer(waiter)).isEqualTo(new Unavailable());
        assertThat(cache.hit(KEY)).isNull();
    }

    @Test
    void forgetAll_whileRead_nobodyGetsWhatWasRead() throws Exception {
        hold(OTHER, OLD);
        CompletableFuture<Lookup> waiter = find(KEY);
        Read stale = store.next();
        cache.forgetAll();
        assertThat(cache.hit(OTHER)).isNull();
        stale.answers(OLD);
        Read fresh = store.next();
        assertThat(waiter).isNotDone();
        fresh.answers(NEW);
        assertThat(answer(waiter)).isEqualTo(new Found(NEW));
    }

    @Test
    void forgetAll_unknownCode_isReadAgain() throws Exception {
        learnUnknown(KEY);
        cache.forgetAll();
        CompletableFuture<Lookup> waiter = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(waiter)).isEqualTo(new Found(NEW));
    }

    @Test
    void find_unknownCode_isRememberedForASecond() throws Exception {
        learnUnknown(KEY);
        pass(Duration.ofMillis(999));
        assertThat(answer(find(KEY))).isEqualTo(new Unknown());
        assertThat(store.waiting()).isZero();
        pass(Duration.ofMillis(1));
        CompletableFuture<Lookup> later = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(later)).isEqualTo(new Found(NEW));
    }

    @Test
    void find_unknownCodeReadSlowly_isRememberedFromBeforeTheRead() throws Exception {
        CompletableFuture<Lookup> first = find(KEY);
        Read slow = store.next();
        pass(Duration.ofSeconds(3));
        slow.findsNothing();
        assertThat(answer(first)).isEqualTo(new Unknown());
        CompletableFuture<Lookup> second = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(second)).isEqualTo(new Found(NEW));
    }

    @Test
    void find_joinsReadThatBeganOverASecondAgo_isNotToldUnknownByIt() throws Exception {
        CompletableFuture<Lookup> first = find(KEY);
        Read slow = store.next();
        pass(Duration.ofSeconds(1));
        CompletableFuture<Lookup> created = find(KEY);
        slow.findsNothing();
        assertThat(answer(first)).isEqualTo(new Unknown());
        store.next().answers(NEW);
        assertThat(answer(created)).isEqualTo(new Found(NEW));
    }

    @Test
    void changed_unknownCode_isReadAgain() throws Exception {
        learnUnknown(KEY);
        cache.changed(CHANGE);
        CompletableFuture<Lookup> waiter = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(waiter)).isEqualTo(new Found(NEW));
    }

    @Test
    void hit_lastTenthOfItsAge_isServedAndRenewed() throws Exception {
        hold(KEY, OLD);
        pass(LAST_TENTH.minusNanos(1));
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        assertThat(store.waiting()).isZero();
        pass(Duration.ofNanos(1));
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        store.next().answers(NEW);
        Awaitility.await().until(() -> NEW.equals(cache.hit(KEY)));
        assertThat(store.waiting()).isZero();
        pass(LAST_TENTH.minusNanos(1));
        assertThat(cache.hit(KEY)).isEqualTo(NEW);
    }

    @Test
    void hit_pastItsAge_waitsForTheStore() throws Exception {
        hold(KEY, OLD);
        pass(SHORTEST_AGE);
        assertThat(cache.hit(KEY)).isNull();
        assertThat(cache.holds(KEY)).isTrue();
        CompletableFuture<Lookup> waiter = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(waiter)).isEqualTo(new Found(NEW));
    }

    @Test
    void hit_longestAgeDrawn_isTenMinutes() throws Exception {
        LinkCache longest =
                new LinkCache(store, 1 << 20, 10, threads, nanos::get, () -> -1L, new SimpleMeterRegistry());
        CompletableFuture<Lookup> waiter = longest.find(KEY).toCompletableFuture();
        store.next().answers(OLD);
        answer(waiter);
        pass(Duration.ofMinutes(8).plusSeconds(59));
        assertThat(longest.hit(KEY)).isEqualTo(OLD);
        pass(Duration.ofSeconds(61));
        assertThat(longest.hit(KEY)).isNull();
    }

    @Test
    void hit_storeDown_isServedBeyondItsAgeAndTheStoreIsTriedOnceASecond() throws Exception {
        hold(KEY, OLD);
        pass(SHORTEST_AGE.plusHours(1));
        assertThat(cache.hit(KEY)).isNull();
        CompletableFuture<Lookup> waiter = find(KEY);
        store.next().fails();
        assertThat(answer(waiter)).isEqualTo(new Found(OLD));
        pass(Duration.ofMillis(999));
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        assertThat(store.waiting()).isZero();

        pass(Duration.ofMillis(1));
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        store.next().answers(NEW);
        Awaitility.await().until(() -> NEW.equals(cache.hit(KEY)));
        assertThat(store.waiting()).isZero();
    }

    @Test
    void hit_storeDownForLong_neverWaitsAndIsTriedOnceASecondForAllLinks() throws Exception {
        hold(KEY, OLD);
        hold(OTHER, NEW);
        pass(SHORTEST_AGE.plusHours(1));
        CompletableFuture<Lookup> first = find(KEY);
        store.next().fails();
        assertThat(answer(first)).isEqualTo(new Found(OLD));
        for (int seconds = 0; seconds < 5; seconds++) {
            pass(Duration.ofSeconds(1));
            assertThat(cache.hit(KEY)).isEqualTo(OLD);
            Read read = store.next();
            assertThat(cache.hit(KEY)).isEqualTo(OLD);
            assertThat(cache.hit(OTHER)).isEqualTo(NEW);
            CompletableFuture<Lookup> joined = find(KEY);
            read.fails();
            assertThat(answer(joined)).isEqualTo(new Found(OLD));
            assertThat(cache.hit(OTHER)).isEqualTo(NEW);
            assertThat(store.waiting()).isZero();
        }
    }

    @Test
    void hit_storeUpAgain_waitsForTheStorePastItsAge() throws Exception {
        hold(KEY, OLD);
        pass(SHORTEST_AGE);
        CompletableFuture<Lookup> failed = find(OTHER);
        store.next().fails();
        assertThat(answer(failed)).isEqualTo(new Unavailable());
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        CompletableFuture<Lookup> other = find(OTHER);
        store.next().answers(NEW);
        assertThat(answer(other)).isEqualTo(new Found(NEW));
        assertThat(cache.hit(KEY)).isNull();
    }

    @Test
    void find_storeSilent_callerIsToldInTimeAndTheLoadGoesOn() throws Exception {
        LinkCache hasty = hasty(Duration.ofMillis(20));
        CompletableFuture<Lookup> waiter = hasty.find(KEY).toCompletableFuture();
        Read silent = store.next();
        assertThat(answer(waiter)).isEqualTo(new Unavailable());
        CompletableFuture<Lookup> next = hasty.find(KEY).toCompletableFuture();
        assertThat(answer(next)).isEqualTo(new Unavailable());
        assertThat(store.waiting()).isZero();
        silent.answers(NEW);
        Awaitility.await().until(() -> NEW.equals(hasty.hit(KEY)));
    }

    @Test
    void find_storeSilentAndLinkHeld_callerGetsTheLinkInTime() throws Exception {
        LinkCache hasty = hasty(Duration.ofMillis(200));
        CompletableFuture<Lookup> first = hasty.find(KEY).toCompletableFuture();
        store.next().answers(OLD);
        Awaitility.await().until(() -> OLD.equals(hasty.hit(KEY)));
        assertThat(first).isDone();
        pass(SHORTEST_AGE);
        assertThat(hasty.hit(KEY)).isNull();
        assertThat(answer(hasty.find(KEY).toCompletableFuture())).isEqualTo(new Found(OLD));
        store.next().fails();
    }

    @Test
    void find_waits_lessThanAGatewayDoes() {
        assertThat(LinkCache.MAX_WAIT).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void hit_storeSilentForASecond_isServedBeyondItsAge() throws Exception {
        hold(KEY, OLD);
        pass(SHORTEST_AGE);
        assertThat(cache.hit(KEY)).isNull();
        CompletableFuture<Lookup> waiter = find(KEY);
        Read silent = store.next();
        pass(Duration.ofMillis(999));
        assertThat(cache.hit(KEY)).isNull();
        pass(Duration.ofMillis(1));
        assertThat(cache.hit(KEY)).isEqualTo(OLD);
        silent.fails();
        assertThat(answer(waiter)).isEqualTo(new Found(OLD));
    }

    @Test
    void find_uncachedAndStoreDown_isUnavailableAndNeverUnknown() throws Exception {
        CompletableFuture<Lookup> waiter = find(KEY);
        store.next().fails();
        assertThat(answer(waiter)).isEqualTo(new Unavailable());
        CompletableFuture<Lookup> later = find(KEY);
        store.next().answers(NEW);
        assertThat(answer(later)).isEqualTo(new Found(NEW));
    }

    @Test
    void find_storeBreaks_isUnavailableAndTriedAgain() throws Exception {
        CompletableFuture<Lookup> waiter = find(KEY);
        store.next().breaks();
        assertThat(answer(waiter)).isEqualTo(new Unavailable());
        hold(KEY, NEW);
    }

    @Test
    void find_allLoadsBusy_isUnavailableAtOnceAndLaterServedAgain() throws Exception {
        LinkCache narrow = cache(store, 2);
        CompletableFuture<Lookup> one = narrow.find(KEY).toCompletableFuture();
        CompletableFuture<Lookup> two = narrow.find(OTHER).toCompletableFuture();
        Read first = store.next();
        Read second = store.next();
        assertThat(narrow.find(key("autumn"))).isCompletedWithValue(new Unavailable());
        CompletableFuture<Lookup> joined = narrow.find(KEY).toCompletableFuture();
        assertThat(joined).isNotDone();
        first.answers(OLD);
        second.answers(OLD);
        answer(one);
        answer(two);
        assertThat(answer(joined)).isEqualTo(new Found(OLD));
        CompletableFuture<Lookup> third = narrow.find(key("autumn")).toCompletableFuture();
        store.next().answers(NEW);
        assertThat(answer(third)).isEqualTo(new Found(NEW));
    }

    @Test
    void hit_allLoadsBusy_isServedBeyondItsAge() throws Exception {
        LinkCache narrow = cache(store, 1);
        CompletableFuture<Lookup> waiter = narrow.find(KEY).toCompletableFuture();
        store.next().answers(OLD);
        answer(waiter);
        pass(SHORTEST_AGE);
        var _ = narrow.find(OTHER);
        assertThat(narrow.hit(KEY)).isEqualTo(OLD);
    }

    @Test
    void find_executorRefuses_isUnavailableAndKeepsNoPlace() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        LinkCache stopping = new LinkCache(
                store,
                1 << 20,
                1,
                _ -> {
                    throw new RejectedExecutionException("stopping");
                },
                nanos::get,
                SHORTEST,
                own);
        assertThat(stopping.find(KEY)).isCompletedWithValue(new Unavailable());
        assertThat(own.get("terse.redirect.loads.busy").gauge().value()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 8_000})
    void find_moreLinksThanFit_staysWithinItsBytes(int length) throws Exception {
        ServedLink link = Links.to("https://example.com/" + "x".repeat(length));
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        LinkCache small =
                new LinkCache((_, _) -> Optional.of(link), 100_000, 10, Runnable::run, nanos::get, SHORTEST, own);
        for (int i = 0; i < 2_000; i++) {
            answer(small.find(key("code" + i)).toCompletableFuture());
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                own.get("terse.redirect.cache.bytes").gauge().value())
                        .isBetween(100_000 - 2.0 * (length + 500), 100_000.0));
        assertThat(own.get("terse.redirect.cache.links").gauge().value()).isLessThan(100_000.0 / length);
    }

    @Test
    void held_whatWasEvicted_isNothing() throws Exception {
        LinkCache small = new LinkCache(
                (_, _) -> Optional.of(OLD), 10_000, 10, Runnable::run, nanos::get, SHORTEST, new SimpleMeterRegistry());
        RequestKey request = new RequestKey(1);
        List<String> codes = IntStream.range(0, 500).mapToObj(i -> "code" + i).toList();
        for (String code : codes) {
            answer(small.find(key(code)).toCompletableFuture());
            held(small, request, code);
        }
        Awaitility.await().untilAsserted(() -> {
            long held = codes.stream()
                    .filter(code -> held(small, request, code) != null)
                    .count();
            assertThat(held).isBetween(1L, 10_000L / 240);
        });
        for (String code : codes) {
            assertThat(held(small, request, code) != null).isEqualTo(small.holds(key(code)));
        }
    }

    @Test
    void held_keysThatShareAPlace_areEachFound() throws Exception {
        ServedLinks all = (_, code) -> Optional.of(Links.to("https://example.com/" + code));
        LinkCache large =
                new LinkCache(all, 1 << 22, 10, Runnable::run, nanos::get, SHORTEST, new SimpleMeterRegistry());
        RequestKey request = new RequestKey(1);
        List<String> codes = Stream.concat(
                        IntStream.range(0, 5_000).mapToObj(i -> "c" + Integer.toString(i, 36) + "x"),
                        Stream.of("a-code-of-16-char", "a-code-of-17-chars", "a-code-of-17-charts"))
                .toList();
        for (String code : codes) {
            answer(large.find(key(code)).toCompletableFuture());
        }
        for (int round = 0; round < 40; round++) {
            for (String code : codes) {
                CachedLink held = Objects.requireNonNull(held(large, request, code), code);
                assertThat(held.link()).isEqualTo(Links.to("https://example.com/" + code));
            }
        }
    }

    private static @Nullable CachedLink held(LinkCache cache, RequestKey request, String code) {
        return cache.held(request.of((code + " HTTP/1.1").getBytes(StandardCharsets.US_ASCII), 0, code.length()));
    }

    @Test
    void find_scanOfUnknownCodes_pushesNoLinkOut() throws Exception {
        ServedLinks oneLink = (_, code) -> code.equals(KEY.code()) ? Optional.of(OLD) : Optional.empty();
        LinkCache small =
                new LinkCache(oneLink, 10_000, 10, Runnable::run, nanos::get, SHORTEST, new SimpleMeterRegistry());
        answer(small.find(KEY).toCompletableFuture());
        for (int i = 0; i < 20_000; i++) {
            assertThat(answer(small.find(key("code" + i)).toCompletableFuture()))
                    .isEqualTo(new Unknown());
        }
        assertThat(small.hit(KEY)).isEqualTo(OLD);
    }

    /** The promise of the whole, tried with threads: who asks after a change was told never gets what was before it. */
    @Test
    void changed_manyThreads_nobodyWhoAsksLaterGetsAnOlderLink() throws Exception {
        AtomicLong stored = new AtomicLong();
        AtomicLong told = new AtomicLong();
        AtomicLong found = new AtomicLong();
        ServedLinks versions = (_, _) -> {
            ServedLink link = Links.to("https://example.com/" + stored.get());
            LockSupport.parkNanos(20_000);
            return Optional.of(link);
        };
        LinkCache raced = cache(versions, 100);
        List<CompletableFuture<Void>> readers = IntStream.range(0, 4)
                .mapToObj(_ -> CompletableFuture.runAsync(
                        () -> {
                            RequestKey request = new RequestKey(KEY.domain());
                            while (told.get() < 3_000) {
                                long least = told.get();
                                CachedLink held = raced.held(request.of(ASKED, 0, ASKED.length - Long.BYTES));
                                ServedLink link = held == null ? raced.hit(KEY) : held.link();
                                Lookup lookup = link == null
                                        ? raced.find(KEY).toCompletableFuture().join()
                                        : new Found(link);
                                if (lookup instanceof Found(ServedLink served)) {
                                    assertThat(version(served)).isGreaterThanOrEqualTo(least);
                                    found.incrementAndGet();
                                }
                            }
                        },
                        threads))
                .toList();
        for (int i = 0; i < 3_000; i++) {
            long version = stored.incrementAndGet();
            raced.changed(CHANGE);
            told.set(version);
            LockSupport.parkNanos(200_000);
        }
        for (CompletableFuture<Void> reader : readers) {
            reader.get(20, TimeUnit.SECONDS);
        }
        assertThat(found).hasPositiveValue();
    }

    private static long version(ServedLink link) {
        String href = String.valueOf(link.target());
        return Long.parseLong(href, href.lastIndexOf('/') + 1, href.length(), 10);
    }

    private LinkCache hasty(Duration maxWait) {
        return new LinkCache(store, 1 << 20, 100, threads, nanos::get, SHORTEST, maxWait, new SimpleMeterRegistry());
    }

    private LinkCache cache(ServedLinks links, int maxLoads) {
        return new LinkCache(links, 1 << 20, maxLoads, threads, nanos::get, SHORTEST, new SimpleMeterRegistry());
    }

    private void hold(LinkKey key, ServedLink link) throws Exception {
        CompletableFuture<Lookup> waiter = find(key);
        store.next().answers(link);
        assertThat(answer(waiter)).isEqualTo(new Found(link));
        assertThat(cache.hit(key)).isEqualTo(link);
    }

    private void learnUnknown(LinkKey key) throws Exception {
        CompletableFuture<Lookup> waiter = find(key);
        store.next().findsNothing();
        assertThat(answer(waiter)).isEqualTo(new Unknown());
    }

    private CompletableFuture<Lookup> find(LinkKey key) {
        return cache.find(key).toCompletableFuture();
    }

    private static Lookup answer(CompletableFuture<Lookup> waiter) throws Exception {
        return waiter.get(10, TimeUnit.SECONDS);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static LinkKey key(String code) {
        return new LinkKey(1, new Code(code));
    }
}
