package dev.terse.code;

/**
 * How the supply of codes stands.
 *
 * @param blocksReady blocks that wait to be taken
 * @param codesReady codes in those blocks
 * @param blocksTaken blocks handed out through the pool since the installation began
 * @param codesMade codes made since the installation began, by workers and by create processes
 * @param length characters of a code made now
 * @param numbersUsed how many of that length's numbers are used up
 * @param numbersInAll how many that length has
 */
public record CodePool(
        long blocksReady,
        long codesReady,
        long blocksTaken,
        long codesMade,
        int length,
        long numbersUsed,
        long numbersInAll) {}
