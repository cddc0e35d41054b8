package dev.terse.code;

import dev.terse.store.StorageUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a create process gets its codes: from the block in hand, without asking the store. The next block is fetched in the
 * background as soon as one is taken up, so that it is there when a thousand are asked for at once; it comes from the pool, or is made here where the pool is empty, so that
 * creating needs no worker. No code is given twice, by this process or by another.
 *
 * <p>Each hand of codes has at most one refill under way: a task whose outcome is the hand that follows. It is handed to
 * the background executor while codes are left. Who finds the hand empty runs it on the spot unless somebody else is
 * running it already, and in any case waits for it; thus an executor that is slow or gone delays nobody, a thousand
 * waiting creates cost one fetch, and a store that is down costs each of them one failed fetch, not a queue of them. A
 * failed refill is forgotten, and tried again by those who draw from the last quarter of the hand.
 *
 * <p>Any number of threads may call at once; virtual ones are not pinned while they wait.
 */
public final class CodeSource implements AutoCloseable {
    private final CodeBlocks blocks;
    private final CodeFactory factory;
    private final Executor background;
    private final AtomicReference<Hand> inHand = new AtomicReference<>(new Hand(List.of()));
    private volatile boolean closed;

    /**
     * Makes a source with nothing in hand; the first {@link #next} fetches.
     *
     * @param background runs refills ahead of time, a single one at any moment; its owner ends it before the store
     */
    public CodeSource(CodeBlocks blocks, CodeFactory factory, Executor background) {
        this.blocks = blocks;
        this.factory = factory;
        this.background = background;
    }

    /**
     * The next code. It was free when its block was made; only the store can say whether somebody chose it since.
     *
     * @throws StorageUnavailable where nothing is in hand and the store can't answer
     * @throws IllegalStateException after {@link #close}
     */
    public Code next() {
        while (true) {
            if (closed) {
                throw new IllegalStateException("the source of codes is closed");
            }
            Hand hand = inHand.get();
            Code code = hand.draw();
            if (code != null) {
                if (hand.isLow()) {
                    refillAhead(hand);
                }
                return code;
            }
            Hand next = outcome(refill(hand));
            if (inHand.compareAndSet(hand, next)) {
                refillAhead(next);
            }
        }
    }

    /** Gives out no more codes. What is in hand is abandoned: no process is ever given it again. */
    @Override
    public void close() {
        closed = true;
    }

    private void refillAhead(Hand hand) {
        FutureTask<Hand> refill = new FutureTask<>(() -> follow(hand));
        if (hand.refill.compareAndSet(null, refill)) {
            try {
                background.execute(refill);
            } catch (RejectedExecutionException e) {
                // The refill stays where it is: whoever finds the hand empty runs it.
            }
        }
    }

    private FutureTask<Hand> refill(Hand hand) {
        FutureTask<Hand> fresh = new FutureTask<>(() -> follow(hand));
        FutureTask<Hand> other = hand.refill.compareAndExchange(null, fresh);
        return other == null ? fresh : other;
    }

    private static Hand outcome(FutureTask<Hand> refill) {
        refill.run();
        try {
            return refill.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for codes", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageUnavailable unavailable) {
                throw new StorageUnavailable("no codes in hand, and the store can't answer", unavailable);
            }
            throw new IllegalStateException("no codes in hand, and none could be fetched", e);
        }
    }

    private Hand follow(Hand hand) {
        boolean fetched = false;
        try {
            Optional<CodeBlock> ready = blocks.take();
            Hand next = new Hand(ready.orElseGet(factory::make).codes());
            fetched = true;
            return next;
        } finally {
            if (!fetched) {
                hand.refill.set(null);
            }
        }
    }

    /** A block's codes, and how far they are used up. */
    private static final class Hand {
        final List<Code> codes;
        final AtomicInteger drawn = new AtomicInteger();
        final AtomicReference<@Nullable FutureTask<Hand>> refill = new AtomicReference<>();

        Hand(List<Code> codes) {
            this.codes = codes;
        }

        /** A code that nobody else draws, or null where none is left. */
        @Nullable
        Code draw() {
            if (drawn.get() >= codes.size()) {
                return null;
            }
            int index = drawn.getAndIncrement();
            return index < codes.size() ? codes.get(index) : null;
        }

        /** Whether less than a quarter is left and nobody has seen to a refill. */
        boolean isLow() {
            int left = codes.size() - drawn.get();
            return left * 4 < codes.size() && refill.get() == null;
        }
    }
}
