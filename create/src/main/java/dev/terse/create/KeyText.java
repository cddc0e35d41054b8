package dev.terse.create;

import dev.terse.web.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * The secret text of an API key. Only its SHA-256 is stored: a text that {@link #random} makes has 190 bits, so that there
 * is nothing to guess.
 */
public final class KeyText {
    /** Characters that a text of somebody's own choice has at least. */
    public static final int MIN_LENGTH = 32;

    public static final int MAX_LENGTH = 512;

    private static final String PREFIX = "terse_";
    private static final int RANDOM_CHARACTERS = 32;
    private static final int HINT_CHARACTERS = 4;
    private static final String BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String text;

    /**
     * Takes a text that is visible ASCII, of {@link #MIN_LENGTH} to {@link #MAX_LENGTH} characters.
     *
     * @throws IllegalArgumentException where {@code text} is not
     */
    public KeyText(String text) {
        if (!isPossible(text)) {
            throw new IllegalArgumentException(
                    "an API key has " + MIN_LENGTH + " to " + MAX_LENGTH + " visible ASCII characters");
        }
        this.text = text;
    }

    /** A new text. {@code random} has to be a cryptographic one. */
    public static KeyText random(RandomGenerator random) {
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            text.append(BASE_62.charAt(random.nextInt(BASE_62.length())));
        }
        return new KeyText(text.toString());
    }

    static boolean isPossible(String text) {
        if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** The secret itself: shown once, to the one who made the key. */
    public String reveal() {
        return text;
    }

    public byte[] sha256() {
        return sha256(text);
    }

    /** The same for a text that {@link #isPossible}. */
    static byte[] sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The first characters, by which people tell keys apart. */
    public String hint() {
        return text.substring(0, text.startsWith(PREFIX) ? PREFIX.length() + HINT_CHARACTERS : HINT_CHARACTERS);
    }

    @Override
    public String toString() {
        return "***";
    }
}
