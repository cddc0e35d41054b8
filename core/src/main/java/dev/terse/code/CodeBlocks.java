package dev.terse.code;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The numbers that codes are made of, and the blocks of codes that wait for a create process.
 *
 * <p>Every method may be called by any thread of any process at once and may throw
 * {@link dev.terse.store.StorageUnavailable}; a number or block that was handed out before the answer was lost is
 * abandoned, never handed out again.
 */
public interface CodeBlocks {
    /**
     * Takes {@code count} numbers off the installation's counter, in one transaction. Where the current length has fewer
     * left, what is left of it is abandoned and the numbers are of the next length.
     *
     * @param count 1 to {@link CodeBlock#SIZE}
     */
    CodeNumbers reserve(int count);

    /** Those of {@code codes} that a link of any domain has or had. At most {@link CodeBlock#SIZE} are asked for. */
    Set<Code> taken(Collection<Code> codes);

    /** Puts a block into the pool. */
    void add(CodeBlock block);

    /** Takes the oldest block out of the pool; it is gone from there for good. Empty where the pool is. */
    Optional<CodeBlock> take();

    /** A consistent view of the supply. */
    CodePool pool();
}
