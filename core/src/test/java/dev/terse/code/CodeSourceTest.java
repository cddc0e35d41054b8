package dev.terse.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.store.StorageUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CodeSourceTest {
    private final MemoryCodeBlocks blocks = new MemoryCodeBlocks();
    private final CodeCipher cipher = new CodeCipher(CodeCipherTest.secret(3));
    private final CodeFactory factory = new CodeFactory(CodeCipherTest.secret(3), blocks);
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final CodeSource source = source(background::add);

    @Test
    void next_poolWithBlocks_givesTheirCodesInOrder() {
        List<Code> first = addBlock();
        List<Code> second = addBlock();

        assertThat(draw(2 * CodeBlock.SIZE))
                .isEqualTo(Stream.concat(first.stream(), second.stream()).toList());
    }

    @Test
    void next_codesInHand_asksTheStoreOnceABlock() {
        addBlock();
        int before = blocks.calls();

        draw(CodeBlock.SIZE);

        assertThat(blocks.calls() - before).isEqualTo(1);
    }

    @Test
    void next_emptyPool_makesABlockItself() {
        List<Code> codes = draw(3 * CodeBlock.SIZE);

        assertThat(new HashSet<>(codes)).hasSize(3 * CodeBlock.SIZE);
    }

    @Test
    void next_emptyBlockInThePool_goesOnToTheNext() {
        blocks.add(new CodeBlock(List.of()));
        List<Code> codes = addBlock();

        assertThat(source.next()).isEqualTo(codes.getFirst());
    }

    @Test
    void next_blockTakenUp_refillsAheadInTheBackgroundOnce() {
        addBlock();
        List<Code> second = addBlock();

        draw(1);
        assertThat(background).hasSize(1);
        draw(850);
        assertThat(background).hasSize(1);

        background.remove().run();
        blocks.down(true);
        draw(149);
        assertThat(background).isEmpty();
        assertThat(draw(CodeBlock.SIZE)).isEqualTo(second);
        assertThat(background).hasSize(1);
    }

    @Test
    void next_backgroundNeverRuns_refillsOnTheSpot() {
        addBlock();
        addBlock();
        int before = blocks.calls();

        draw(CodeBlock.SIZE + 1);
        assertThat(background).hasSize(2);
        background.remove().run();

        assertThat(blocks.calls() - before).isEqualTo(2);
    }

    @Test
    void next_backgroundRefuses_refillsOnTheSpot() {
        CodeSource refused = source(task -> {
            throw new RejectedExecutionException();
        });

        assertThat(draw(refused, 3 * CodeBlock.SIZE)).doesNotHaveDuplicates();
    }

    @Test
    void next_storeDownFromTheStart_saysSoAndRecovers() {
        blocks.down(true);
        assertThatThrownBy(source::next).isInstanceOf(StorageUnavailable.class);
        assertThatThrownBy(source::next).isInstanceOf(StorageUnavailable.class);

        blocks.down(false);
        assertThat(draw(10)).doesNotHaveDuplicates();
    }

    @Test
    void next_storeDown_servesWhatIsInHandThenSaysSoThenRecovers() {
        addBlock();
        List<Code> codes = new ArrayList<>(draw(1));
        blocks.down(true);

        for (int i = 1; i < CodeBlock.SIZE; i++) {
            codes.add(source.next());
            background.forEach(Runnable::run);
            background.clear();
        }
        assertThatThrownBy(source::next).isInstanceOf(StorageUnavailable.class);

        blocks.down(false);
        codes.addAll(draw(10));
        assertThat(codes).doesNotHaveDuplicates().hasSize(CodeBlock.SIZE + 10);
    }

    @Test
    void next_refillAheadFailed_triesAgainInTheLastQuarterWithoutTellingAnyone() {
        addBlock();
        List<Code> second = addBlock();
        draw(1);
        blocks.down(true);
        background.remove().run();
        blocks.down(false);

        draw(749);
        assertThat(background).isEmpty();
        draw(1);
        assertThat(background).hasSize(1);
        background.remove().run();
        blocks.down(true);
        draw(249);
        assertThat(draw(CodeBlock.SIZE)).isEqualTo(second);
    }

    @Test
    void next_failureOfAnotherKind_isNoStorageUnavailable() {
        blocks.beforeTake(() -> {
            throw new UnsupportedOperationException("broken");
        });

        assertThatThrownBy(source::next)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("broken");

        blocks.beforeTake(() -> {});
        assertThat(source.next()).isNotNull();
    }

    @Test
    void next_eightThreads_neverGiveACodeTwice() throws Exception {
        addBlock();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CodeSource busy = source(threads);
            List<Callable<List<Code>>> creates = IntStream.range(0, 8)
                    .<Callable<List<Code>>>mapToObj(i -> () -> draw(busy, 10_000))
                    .toList();

            List<Code> codes = new ArrayList<>();
            for (Future<List<Code>> drawn : threads.invokeAll(creates)) {
                codes.addAll(drawn.get());
            }

            assertThat(new HashSet<>(codes)).hasSize(80_000);
        }
        // At least 95 of 100 numbers become codes, and no more than one block is fetched ahead.
        assertThat(blocks.numbersGiven()).isBetween(80_000L, 86_000L);
    }

    @Test
    void next_manyWait_oneFetchesForAll() throws Exception {
        addBlock();
        Herd herd = new Herd(20);

        List<Object> outcomes = herd.release();

        assertThat(herd.fetches).hasValue(1);
        assertThat(outcomes).doesNotHaveDuplicates().hasOnlyElementsOfType(Code.class);
    }

    @Test
    void next_manyWaitAndTheStoreIsDown_oneFailureIsForAll() throws Exception {
        blocks.down(true);
        Herd herd = new Herd(20);

        List<Object> outcomes = herd.release();

        assertThat(herd.fetches).hasValue(1);
        assertThat(outcomes).hasSize(20).hasOnlyElementsOfType(StorageUnavailable.class);
    }

    @Test
    void next_interruptedWhileAnotherFetches_stopsWaitingAlone() throws Exception {
        addBlock();
        Herd herd = new Herd(2);
        Thread waiting = herd.threads.stream()
                .filter(thread -> thread != herd.fetching)
                .findFirst()
                .orElseThrow();

        waiting.interrupt();
        waiting.join();

        assertThat(herd.release())
                .satisfiesExactlyInAnyOrder(
                        outcome -> assertThat(outcome).isInstanceOf(Code.class),
                        outcome -> assertThat(outcome).isInstanceOf(StorageUnavailable.class));
    }

    @Test
    void close_whatIsInHand_isAbandoned() {
        addBlock();
        draw(1);
        int calls = blocks.calls();

        source.close();

        assertThatThrownBy(source::next).isInstanceOf(IllegalStateException.class);
        assertThat(blocks.calls()).isEqualTo(calls);
    }

    /** Threads that all ask for a code at once, stopped where one fetches and the others wait for it. */
    private final class Herd {
        final AtomicInteger fetches = new AtomicInteger();
        final List<FutureTask<Code>> tasks = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        volatile Thread fetching = Thread.currentThread();
        private final CountDownLatch gate = new CountDownLatch(1);

        Herd(int size) {
            blocks.beforeTake(() -> {
                fetches.incrementAndGet();
                fetching = Thread.currentThread();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < size; i++) {
                FutureTask<Code> task = new FutureTask<>(source::next);
                tasks.add(task);
                threads.add(Thread.ofPlatform().daemon().start(task));
            }
            while (!threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
        }

        /** Lets the fetch end. Each thread's code, or what it failed with. */
        List<Object> release() throws InterruptedException {
            gate.countDown();
            List<Object> outcomes = new ArrayList<>();
            for (FutureTask<Code> task : tasks) {
                try {
                    outcomes.add(task.get());
                } catch (ExecutionException e) {
                    outcomes.add(e.getCause());
                }
            }
            return outcomes;
        }
    }

    private CodeSource source(Executor executor) {
        return new CodeSource(blocks, factory, executor);
    }

    /** Puts a full block into the pool. */
    private List<Code> addBlock() {
        List<Code> codes = cipher.encrypt(blocks.reserve(CodeBlock.SIZE));
        blocks.add(new CodeBlock(codes));
        return codes;
    }

    private List<Code> draw(int count) {
        return draw(source, count);
    }

    private static List<Code> draw(CodeSource from, int count) {
        return Stream.generate(from::next).limit(count).toList();
    }
}
