package dev.terse.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the engine that codes are made with against the nine FF1 samples that NIST publishes with SP 800-38G. */
class Ff1Test {
    private static final String KEY_128 = "2b7e151628aed2a6abf7158809cf4f3c";
    private static final String KEY_192 = KEY_128 + "ef4359d8d580aa4f";
    private static final String KEY_256 = KEY_192 + "7f036d6f04fc6a94";

    @ParameterizedTest
    @CsvSource({
        KEY_128 + ", 10, '',                     0123456789,          2433477484",
        KEY_128 + ", 10, 39383736353433323130,   0123456789,          6124200773",
        KEY_128 + ", 36, 3737373770717273373737, 0123456789abcdefghi, a9tv40mll9kdu509eum",
        KEY_192 + ", 10, '',                     0123456789,          2830668132",
        KEY_192 + ", 10, 39383736353433323130,   0123456789,          2496655549",
        KEY_192 + ", 36, 3737373770717273373737, 0123456789abcdefghi, xbj3kv35jrawxv32ysr",
        KEY_256 + ", 10, '',                     0123456789,          6657667009",
        KEY_256 + ", 10, 39383736353433323130,   0123456789,          1001623463",
        KEY_256 + ", 36, 3737373770717273373737, 0123456789abcdefghi, xs8a0azh2avyalyzuwd",
    })
    void encrypt_sampleOfTheStandard_givesItsCiphertext(
            String key, int radix, String tweak, String plaintext, String ciphertext) {
        FPEFF1Engine engine = new FPEFF1Engine();
        engine.init(true, new FPEParameters(new KeyParameter(hex(key)), radix, hex(tweak)));
        byte[] numerals = new byte[plaintext.length()];
        for (int i = 0; i < numerals.length; i++) {
            numerals[i] = (byte) Character.digit(plaintext.charAt(i), radix);
        }

        engine.processBlock(numerals, 0, numerals.length, numerals, 0);

        StringBuilder encrypted = new StringBuilder();
        for (byte numeral : numerals) {
            encrypted.append(Character.forDigit(numeral, radix));
        }
        assertThat(encrypted).hasToString(ciphertext);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
