package dev.terse.store;

/** An installation's secret: 32 bytes that never appear in a text. */
public final class Secret {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    public Secret(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a secret has " + LENGTH + " bytes");
        }
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "***";
    }
}
