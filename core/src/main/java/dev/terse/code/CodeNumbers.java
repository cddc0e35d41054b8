package dev.terse.code;

/**
 * A run of numbers that nobody else was given and nobody will be: {@code first} to {@code first + count - 1}, each to
 * become a code of {@code length} characters.
 */
public record CodeNumbers(int length, long first, int count) {}
