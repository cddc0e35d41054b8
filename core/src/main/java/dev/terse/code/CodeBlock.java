package dev.terse.code;

import java.util.List;

/** Codes made ahead, at most {@link #SIZE}, handed out as a whole and to one process only. */
public record CodeBlock(List<Code> codes) {
    /** How many numbers a block is made of; reserved, offensive and taken codes are left out of it. */
    public static final int SIZE = 1_000;

    public CodeBlock {
        codes = List.copyOf(codes);
    }
}
