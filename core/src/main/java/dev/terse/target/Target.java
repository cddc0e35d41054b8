package dev.terse.target;

/**
 * The address that a link leads to, as the URL Standard serialises it: what is stored is what is sent, byte for byte. All
 * ASCII. Made by {@link TargetPolicy}.
 */
public record Target(String href) {
    /** Bytes of {@link #href} at most. */
    public static final int MAX_LENGTH = 8_192;

    @Override
    public String toString() {
        return href;
    }
}
