package dev.terse.create;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Makes public names as the <a href="https://github.com/ulid/spec">ULID</a> specification spells them: 48 bits of time in
 * milliseconds and 80 of randomness as 26 characters of Crockford's base 32, so that names made later sort later.
 */
public final class PublicIds {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final char[] DIGITS = ALPHABET.toCharArray();
    private static final int LENGTH = 26;

    private final RandomGenerator random;

    public PublicIds(RandomGenerator random) {
        this.random = random;
    }

    /** Whether {@code text} has the form of a name, so that it is worth a look in the store. */
    static boolean isPossible(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    public String next(Instant now) {
        byte[] randomness = new byte[10];
        random.nextBytes(randomness);
        char[] id = new char[LENGTH];
        long time = now.toEpochMilli();
        for (int i = 9; i >= 0; i--) {
            id[i] = DIGITS[(int) (time & 31)];
            time >>>= 5;
        }
        int at = 10;
        for (int i = 0; i < randomness.length; i += 5) {
            long bits = 0;
            for (int j = 0; j < 5; j++) {
                bits = bits << 8 | (randomness[i + j] & 0xFF);
            }
            for (int shift = 35; shift >= 0; shift -= 5) {
                id[at++] = DIGITS[(int) (bits >>> shift) & 31];
            }
        }
        return new String(id);
    }
}
