package dev.terse.code;

import dev.terse.store.Secret;
import java.util.List;
import java.util.Set;

/**
 * Makes blocks of codes that nobody has had before. Workers use it to fill the pool ahead of need, create processes where
 * the pool is empty; any number of both may do so at once, as each block is made of numbers of its own.
 */
public final class CodeFactory {
    /** The characters of a generated code: digits and letters without 0, O, I and l, which people mistake for others. */
    public static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /** How long an installation's first generated codes are. */
    public static final int FIRST_LENGTH = 7;

    /** The last length whose numbers fit into a {@code long}; it has enough of them for ever. */
    public static final int LAST_LENGTH = 10;

    private final CodeCipher cipher;
    private final CodeBlocks blocks;

    public CodeFactory(Secret secret, CodeBlocks blocks) {
        this.cipher = new CodeCipher(secret);
        this.blocks = blocks;
    }

    /**
     * How many codes of {@code length} characters there are: 58 to the power of it. Their numbers begin at 0.
     *
     * @throws IllegalArgumentException where no codes of that length are made
     */
    public static long numbersOf(int length) {
        if (length < FIRST_LENGTH || length > LAST_LENGTH) {
            throw new IllegalArgumentException("no codes of " + length + " characters are made");
        }
        return Math.powExact((long) ALPHABET.length(), length);
    }

    /**
     * Makes a block of at least one code; nobody else is given any of its codes. Reserved and offensive codes and those
     * that a link has or had are left out. The block is the caller's: putting it into the pool is up to them.
     *
     * @throws dev.terse.store.StorageUnavailable where the store can't answer; the numbers taken until then are abandoned
     */
    public CodeBlock make() {
        List<Code> free;
        do {
            free = free(blocks.reserve(CodeBlock.SIZE));
        } while (free.isEmpty());
        return new CodeBlock(free);
    }

    private List<Code> free(CodeNumbers numbers) {
        List<Code> fit = cipher.encrypt(numbers).stream()
                .filter(code -> !ReservedCodes.contains(code.value()) && !OffensiveWords.occurIn(code.value()))
                .toList();
        Set<Code> taken = blocks.taken(fit);
        return fit.stream().filter(code -> !taken.contains(code)).toList();
    }
}
