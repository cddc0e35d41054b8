package dev.terse.stats;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes numbers in as few bytes as they need (LEB128) and texts with their length. For one thread. */
final class Packer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    /** Writes a number, 0 and up. */
    void number(long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
    }

    /** Writes all 8 bytes of a number. */
    void word(long value) {
        for (int shift = 0; shift < 64; shift += 8) {
            out.write((int) (value >>> shift));
        }
    }

    void bytes(byte[] bytes) {
        out.writeBytes(bytes);
    }

    /** Writes what another one holds, with its length. */
    void section(Packer section) {
        number(section.out.size());
        out.writeBytes(section.bytes());
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
