package dev.terse.code;

import dev.terse.store.StorageUnavailable;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A pool in memory that can be told to fail, and counts how often it is asked. */
final class MemoryCodeBlocks implements CodeBlocks {
    private final Queue<CodeBlock> pool = new ArrayDeque<>();
    private final Set<Code> used = ConcurrentHashMap.newKeySet();
    private int length = CodeFactory.FIRST_LENGTH;
    private long next;
    private boolean down;
    private int calls;
    private volatile Runnable beforeTake = () -> {};

    synchronized void goOn(int atLength, long atNumber) {
        length = atLength;
        next = atNumber;
    }

    synchronized void down(boolean isDown) {
        down = isDown;
    }

    synchronized int calls() {
        return calls;
    }

    synchronized long numbersGiven() {
        return next;
    }

    /** Has {@code step} run in the thread of each who takes a block, before the answer. */
    void beforeTake(Runnable step) {
        beforeTake = step;
    }

    void use(Code code) {
        used.add(code);
    }

    @Override
    public synchronized CodeNumbers reserve(int count) {
        answer();
        if (next + count > CodeFactory.numbersOf(length)) {
            length++;
            next = 0;
        }
        CodeNumbers numbers = new CodeNumbers(length, next, count);
        next += count;
        return numbers;
    }

    @Override
    public synchronized Set<Code> taken(Collection<Code> codes) {
        answer();
        Set<Code> taken = new HashSet<>(codes);
        taken.retainAll(used);
        return taken;
    }

    @Override
    public synchronized void add(CodeBlock block) {
        answer();
        pool.add(block);
    }

    @Override
    public Optional<CodeBlock> take() {
        beforeTake.run();
        synchronized (this) {
            answer();
            return Optional.ofNullable(pool.poll());
        }
    }

    @Override
    public synchronized CodePool pool() {
        answer();
        long codes = pool.stream().mapToLong(block -> block.codes().size()).sum();
        return new CodePool(pool.size(), codes, 0, 0, length, next, CodeFactory.numbersOf(length));
    }

    private void answer() {
        calls++;
        if (down) {
            throw new StorageUnavailable("down");
        }
    }
}
