package dev.terse.code;

import dev.terse.store.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Turns numbers into codes: FF1 (NIST SP 800-38G) with AES-256 over numerals of radix 58. It is a permutation of the
 * numbers of each length, so that different numbers never give the same code, and without the secret nobody can tell a
 * number, or the code that came before, from a code.
 *
 * <p>An installation's codes hang on every detail here: a change of alphabet, key label or tweak would meet codes that are
 * already in use. Any thread may call.
 */
final class CodeCipher {
    /** Tells the codes' key from the keys of other uses of the same secret. */
    private static final byte[] KEY_LABEL = "terse codes ff1".getBytes(StandardCharsets.US_ASCII);

    private static final int KEY_LENGTH = 32;
    private static final int RADIX = CodeFactory.ALPHABET.length();

    private final KeyParameter key;

    /** Derives the key by HKDF (RFC 5869) with SHA-256, without salt, from {@code secret}. */
    CodeCipher(Secret secret) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
        hkdf.init(new HKDFParameters(secret.bytes(), null, KEY_LABEL));
        byte[] bytes = new byte[KEY_LENGTH];
        hkdf.generateBytes(bytes, 0, bytes.length);
        this.key = new KeyParameter(bytes);
    }

    /**
     * The codes of these numbers, in their order.
     *
     * @throws IllegalArgumentException where the length has no such numbers
     */
    List<Code> encrypt(CodeNumbers numbers) {
        int length = numbers.length();
        if (numbers.first() < 0
                || numbers.count() < 0
                || numbers.first() > CodeFactory.numbersOf(length) - numbers.count()) {
            throw new IllegalArgumentException("not numbers of that length: " + numbers);
        }
        // One engine a call: it keeps the state of the encryption under way.
        FPEFF1Engine engine = new FPEFF1Engine();
        engine.init(true, new FPEParameters(key, RADIX, new byte[] {(byte) length}));
        List<Code> codes = new ArrayList<>(numbers.count());
        byte[] encrypted = new byte[length];
        for (int i = 0; i < numbers.count(); i++) {
            engine.processBlock(numerals(numbers.first() + i, length), 0, length, encrypted, 0);
            codes.add(spell(encrypted));
        }
        return codes;
    }

    /** {@code number} as {@code length} numerals, the most significant first. */
    private static byte[] numerals(long number, int length) {
        byte[] numerals = new byte[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            numerals[i] = (byte) (rest % RADIX);
            rest /= RADIX;
        }
        return numerals;
    }

    private static Code spell(byte[] numerals) {
        StringBuilder text = new StringBuilder(numerals.length);
        for (byte numeral : numerals) {
            text.append(CodeFactory.ALPHABET.charAt(numeral));
        }
        return new Code(text.toString());
    }
}
