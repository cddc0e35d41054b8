package dev.terse.bench.micro;

import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodeNumbers;
import dev.terse.code.CodePool;
import dev.terse.store.Secret;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A generated code, as one of the thousand of a block, without the store's part. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodesBenchmark {
    private final CodeFactory factory = new CodeFactory(new Secret(new byte[Secret.LENGTH]), new Numbers());

    @Benchmark
    @OperationsPerInvocation(CodeBlock.SIZE)
    public CodeBlock block() {
        return factory.make();
    }

    /** Counts, and knows of no code that is taken. */
    private static final class Numbers implements CodeBlocks {
        private long next;

        @Override
        public CodeNumbers reserve(int count) {
            next += count;
            return new CodeNumbers(CodeFactory.FIRST_LENGTH, next - count, count);
        }

        @Override
        public Set<Code> taken(Collection<Code> codes) {
            return Set.of();
        }

        @Override
        public void add(CodeBlock block) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CodeBlock> take() {
            return Optional.empty();
        }

        @Override
        public CodePool pool() {
            throw new UnsupportedOperationException();
        }
    }
}
