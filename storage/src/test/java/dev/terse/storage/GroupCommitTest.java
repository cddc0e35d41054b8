package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Groups as they were committed, by the codes in them. */
    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore gate = new Semaphore(0);

    @AfterEach
    void end() {
        gate.release(1_000_000);
        callers.close();
    }

    private static LinkDraft draft(String code) {
        LinkContent content = LinkContent.to(new Target("https://example.com/"));
        return new LinkDraft(code, 1, 1, new Code(code), content, Instant.EPOCH, "key", null);
    }

    private List<Creation> note(List<LinkDraft> drafts) {
        groups.add(drafts.stream().map(draft -> draft.code().value()).toList());
        return drafts.stream()
                .<Creation>map(draft -> new Creation.Replayed(draft.code().value()))
                .toList();
    }

    private List<Creation> gated(List<LinkDraft> drafts) {
        List<Creation> outcomes = note(drafts);
        gate.acquireUninterruptibly();
        return outcomes;
    }

    private Future<List<Creation>> call(GroupCommit commit, String... codes) {
        List<LinkDraft> drafts =
                List.of(codes).stream().map(GroupCommitTest::draft).toList();
        return callers.submit(() -> commit.commit(drafts));
    }

    /** Lets one group be under way, so that what is called next gathers. */
    private Future<List<Creation>> occupy(GroupCommit commit) {
        Future<List<Creation>> first = call(commit, "first");
        await().until(() -> groups.size() == 1);
        return first;
    }

    private static void awaitWaiting(GroupCommit commit, int drafts) {
        await().until(() -> commit.waiting() == drafts);
    }

    @Test
    void commit_callsThatArriveMeanwhile_areOneGroupAndEachHasItsOutcomes() throws Exception {
        try (GroupCommit commit = new GroupCommit(this::gated, 1, LONG)) {
            var _ = occupy(commit);
            List<Future<List<Creation>>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(call(commit, "a-" + i, "b-" + i));
            }
            awaitWaiting(commit, 100);
            gate.release(2);

            for (int i = 0; i < 50; i++) {
                assertThat(calls.get(i).get())
                        .containsExactly(new Creation.Replayed("a-" + i), new Creation.Replayed("b-" + i));
            }
            assertThat(groups).hasSize(2);
            assertThat(groups.get(1)).hasSize(100);
        }
    }

    @Test
    void commit_moreThanAGroupHolds_goesIntoTheNext() throws Exception {
        try (GroupCommit commit = new GroupCommit(this::gated, 1, LONG)) {
            var _ = occupy(commit);
            String[] codes = IntStream.range(0, 600).mapToObj(i -> "c-" + i).toArray(String[]::new);
            List<Future<List<Creation>>> calls = List.of(call(commit, codes), call(commit, codes), call(commit, codes));
            awaitWaiting(commit, 1_800);
            gate.release(3);

            for (Future<List<Creation>> call : calls) {
                assertThat(call.get()).hasSize(600);
            }
            assertThat(groups.stream().map(List::size)).containsExactly(1, 1_200, 600);
        }
    }

    @Test
    void commit_aDraftThatFails_failsItsOwnCallOnly() throws Exception {
        Function<List<LinkDraft>, List<Creation>> refusing = drafts -> {
            if (drafts.stream().anyMatch(draft -> draft.code().value().startsWith("bad"))) {
                throw new IllegalStateException("refused");
            }
            return gated(drafts);
        };
        try (GroupCommit commit = new GroupCommit(refusing, 1, LONG)) {
            var _ = occupy(commit);
            Future<List<Creation>> good = call(commit, "good-1", "good-2");
            Future<List<Creation>> bad = call(commit, "before", "bad-1", "after");
            awaitWaiting(commit, 5);
            gate.release(100);

            assertThat(good.get()).hasSize(2);
            assertThatThrownBy(bad::get).hasStackTraceContaining("refused");
            assertThat(groups)
                    .containsExactlyInAnyOrder(
                            List.of("first"),
                            List.of("good-1"),
                            List.of("good-2"),
                            List.of("before"),
                            List.of("after"));
        }
    }

    @Test
    void commit_theStoreCannotAnswer_failsAllAtOnceWithoutTryingEach() throws Exception {
        CountDownLatch down = new CountDownLatch(1);
        Function<List<LinkDraft>, List<Creation>> failing = drafts -> {
            List<Creation> outcomes = gated(drafts);
            if (down.getCount() == 0) {
                throw new StorageUnavailable("down");
            }
            return outcomes;
        };
        try (GroupCommit commit = new GroupCommit(failing, 1, LONG)) {
            Future<List<Creation>> first = occupy(commit);
            List<Future<List<Creation>>> calls = List.of(call(commit, "c-1"), call(commit, "c-2", "c-3"));
            awaitWaiting(commit, 3);
            gate.release();
            first.get();
            down.countDown();
            gate.release(100);

            for (Future<List<Creation>> call : calls) {
                assertThatThrownBy(call::get).hasCauseInstanceOf(StorageUnavailable.class);
            }
            assertThat(groups).hasSize(2);
        }
    }

    @Test
    void commit_longerThanTheTimeLimit_isUnavailableAndNeverBegun() {
        try (GroupCommit commit = new GroupCommit(this::gated, 1, Duration.ofMillis(200))) {
            var _ = occupy(commit);

            assertThatThrownBy(() -> commit.commit(List.of(draft("late")))).isInstanceOf(StorageUnavailable.class);

            gate.release(100);
            await().until(() -> commit.waiting() == 0);
            assertThat(groups).containsExactly(List.of("first"));
        }
    }

    @Test
    void commit_moreThanMayWait_isUnavailableAtOnce() {
        try (GroupCommit commit = new GroupCommit(this::gated, 1, LONG)) {
            var _ = occupy(commit);
            String[] codes = IntStream.range(0, 20_000).mapToObj(i -> "c-" + i).toArray(String[]::new);
            var _ = call(commit, codes);
            awaitWaiting(commit, 20_000);

            assertThatThrownBy(() -> commit.commit(List.of(draft("more"))))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("too much waits");
            gate.release(100);
        }
    }

    @Test
    void close_withCallsThatWait_commitsThemAndTakesNoMore() throws Exception {
        GroupCommit commit = new GroupCommit(this::gated, 1, LONG);
        var _ = occupy(commit);
        Future<List<Creation>> waiting = call(commit, "waiting");
        awaitWaiting(commit, 1);
        gate.release(100);
        commit.close();

        assertThat(waiting.get()).hasSize(1);
        assertThatThrownBy(() -> commit.commit(List.of(draft("late")))).isInstanceOf(StorageUnavailable.class);
    }

    @Test
    void commit_withTwoCommitters_commitsTwoGroupsAtOnce() {
        try (GroupCommit commit = new GroupCommit(this::gated, 2, LONG)) {
            var _ = call(commit, "one");
            await().until(() -> groups.size() == 1);
            var _ = call(commit, "two");
            await().until(() -> groups.size() == 2);
            gate.release(100);
        }
    }
}
