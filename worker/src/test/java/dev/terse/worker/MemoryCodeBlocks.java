package dev.terse.worker;

import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodeNumbers;
import dev.terse.code.CodePool;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** A pool of codes in memory. */
final class MemoryCodeBlocks implements CodeBlocks {
    private final Deque<CodeBlock> blocks = new ArrayDeque<>();
    private long next;
    private long taken;

    @Override
    public synchronized CodeNumbers reserve(int count) {
        CodeNumbers numbers = new CodeNumbers(CodeFactory.FIRST_LENGTH, next, count);
        next += count;
        return numbers;
    }

    @Override
    public Set<Code> taken(Collection<Code> codes) {
        return Set.of();
    }

    @Override
    public synchronized void add(CodeBlock block) {
        blocks.add(block);
    }

    @Override
    public synchronized Optional<CodeBlock> take() {
        Optional<CodeBlock> block = Optional.ofNullable(blocks.poll());
        block.ifPresent(_ -> taken++);
        return block;
    }

    @Override
    public synchronized CodePool pool() {
        long ready = blocks.stream().mapToLong(block -> block.codes().size()).sum();
        return new CodePool(
                blocks.size(),
                ready,
                taken,
                next,
                CodeFactory.FIRST_LENGTH,
                next,
                CodeFactory.numbersOf(CodeFactory.FIRST_LENGTH));
    }
}
