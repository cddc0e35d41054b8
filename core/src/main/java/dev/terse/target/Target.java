package dev.terse.target;

/**
 * The address that a link leads to, as the URL Standard serialises it: what is stored is what is sent, byte for byte.
 * Visible ASCII only, so that it stands in a header as it is. Made by {@link TargetPolicy}; the constructor is for what
 * the policy has accepted before, and only sees to it that nothing else can break a header.
 */
public record Target(String href) {
    /** Bytes of {@link #href} at most. */
    public static final int MAX_LENGTH = 8_192;

    /**
     * Makes a target of an address that a policy has accepted, without parsing it again.
     *
     * @throws IllegalArgumentException where it is empty, too long, or has a character that no serialised address has
     */
    public Target {
        int length = href.length();
        if (length == 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("a target has 1 to " + MAX_LENGTH + " bytes, not " + length);
        }
        for (int i = 0; i < length; i++) {
            char c = href.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw new IllegalArgumentException("a target is visible ASCII, and has not U+%04X".formatted((int) c));
            }
        }
    }

    @Override
    public String toString() {
        return href;
    }
}
