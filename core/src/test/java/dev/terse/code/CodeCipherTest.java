package dev.terse.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.store.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeCipherTest {
    private static final Secret SECRET = secret(0);
    private final CodeCipher cipher = new CodeCipher(SECRET);

    @Test
    void encrypt_sameSecret_givesTheSameCodes() {
        CodeNumbers numbers = new CodeNumbers(7, 123_456, 100);

        assertThat(new CodeCipher(secret(0)).encrypt(numbers)).isEqualTo(cipher.encrypt(numbers));
        assertThat(new CodeCipher(secret(1)).encrypt(numbers)).doesNotContainAnyElementsOf(cipher.encrypt(numbers));
    }

    /** An installation that has grown must never see its numbers become other codes. */
    @ParameterizedTest
    @CsvSource({
        "7, 0, DbsMYAF",
        "7, 1, 7GhZvdC",
        "7, 2207984167551, 7DmdjW1",
        "8, 0, J5CQFJWh",
        "9, 0, BH9fqPtDN",
        "10, 430804206899405823, ZqssJxJo9x"
    })
    void encrypt_knownNumber_givesTheCodeItAlwaysGave(int length, long number, String code) {
        assertThat(cipher.encrypt(new CodeNumbers(length, number, 1)).getFirst())
                .hasToString(code);
    }

    @Test
    void encrypt_runOfNumbers_givesWhatEachGivesAlone() {
        List<Code> alone = LongStream.range(500, 520)
                .mapToObj(
                        number -> cipher.encrypt(new CodeNumbers(7, number, 1)).getFirst())
                .toList();

        assertThat(cipher.encrypt(new CodeNumbers(7, 500, 20))).isEqualTo(alone);
    }

    /** What can be decrypted to where it came from is a bijection. */
    @ParameterizedTest
    @ValueSource(ints = {7, 8, 9, 10})
    void encrypt_anyNumber_isDecryptedToThatNumber(int length) {
        FPEFF1Engine engine = decryption(SECRET, length);
        long all = CodeFactory.numbersOf(length);
        long[] firsts = LongStream.concat(
                        LongStream.of(0, 1_000, all / 2, all - 1_000), new Random(length).longs(4, 0, all - 1_000))
                .toArray();

        for (long first : firsts) {
            List<Code> codes = cipher.encrypt(new CodeNumbers(length, first, 1_000));
            assertThat(new HashSet<>(codes)).hasSize(1_000);
            assertThat(codes).allMatch(code -> code.value().length() == length);
            assertThat(codes.stream().map(code -> decrypt(engine, code)))
                    .isEqualTo(LongStream.range(first, first + 1_000).boxed().toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 2207984167552, 1",
        "7, 2207984167551, 2",
        "7, -1, 1",
        "7, 0, -1",
        "7, 9223372036854775807, 1",
        "6, 0, 1",
        "11, 0, 1"
    })
    void encrypt_numbersThatTheLengthLacks_areRefused(int length, long first, int count) {
        CodeNumbers numbers = new CodeNumbers(length, first, count);

        assertThatThrownBy(() -> cipher.encrypt(numbers)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void encrypt_consecutiveNumbers_showNoOrder() {
        int n = 10_000;
        double[] codes = cipher.encrypt(new CodeNumbers(7, 0, n)).stream()
                .mapToDouble(code -> value(code.value()))
                .toArray();
        double[] ranks = ranks(codes);
        double[] order = IntStream.range(0, n).asDoubleStream().toArray();
        // Of independent draws a correlation is normal with variance 1 / n: this bound is passed once in a thousand.
        double bound = 3.29 / Math.sqrt(n);

        assertThat(correlation(order, ranks)).as("Spearman").isBetween(-bound, bound);
        assertThat(correlation(Arrays.copyOf(ranks, n - 1), Arrays.copyOfRange(ranks, 1, n)))
                .as("neighbours")
                .isBetween(-bound, bound);
    }

    @Test
    void encrypt_consecutiveNumbers_spreadLettersEvenlyAtEveryPlace() {
        int n = 10_000;
        List<Code> codes = cipher.encrypt(new CodeNumbers(7, 0, n));
        double expected = n / 58.0;
        // The quantile of 0.999 of chi-squared with 57 degrees of freedom.
        double bound = 95.75;

        for (int place = 0; place < 7; place++) {
            int[] seen = new int[58];
            for (Code code : codes) {
                seen[CodeFactory.ALPHABET.indexOf(code.value().charAt(place))]++;
            }
            double chiSquared = Arrays.stream(seen)
                    .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                    .sum();
            assertThat(chiSquared).as("place %d", place).isLessThan(bound);
        }
    }

    static Secret secret(int seed) {
        byte[] bytes = new byte[Secret.LENGTH];
        Arrays.fill(bytes, (byte) seed);
        return new Secret(bytes);
    }

    /** The number that becomes {@code code}, by key and tweak made by other means than the cipher's. */
    static long numberOf(Secret secret, Code code) {
        return decrypt(decryption(secret, code.value().length()), code);
    }

    private static FPEFF1Engine decryption(Secret secret, int length) {
        FPEFF1Engine engine = new FPEFF1Engine();
        try {
            byte[] key = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret.bytes())
                            .thenExpand("terse codes ff1".getBytes(StandardCharsets.US_ASCII), 32));
            engine.init(false, new FPEParameters(new KeyParameter(key), 58, new byte[] {(byte) length}));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return engine;
    }

    private static long decrypt(FPEFF1Engine engine, Code code) {
        byte[] numerals = new byte[code.value().length()];
        for (int i = 0; i < numerals.length; i++) {
            numerals[i] = (byte) CodeFactory.ALPHABET.indexOf(code.value().charAt(i));
        }
        engine.processBlock(numerals, 0, numerals.length, numerals, 0);
        long number = 0;
        for (byte numeral : numerals) {
            number = number * 58 + numeral;
        }
        return number;
    }

    private static double value(String code) {
        long value = 0;
        for (int i = 0; i < code.length(); i++) {
            value = value * 58 + CodeFactory.ALPHABET.indexOf(code.charAt(i));
        }
        return value;
    }

    private static double[] ranks(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Arrays.stream(values)
                .map(value -> Arrays.binarySearch(sorted, value))
                .toArray();
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double both = 0;
        double squaresX = 0;
        double squaresY = 0;
        for (int i = 0; i < x.length; i++) {
            both += (x[i] - meanX) * (y[i] - meanY);
            squaresX += (x[i] - meanX) * (x[i] - meanX);
            squaresY += (y[i] - meanY) * (y[i] - meanY);
        }
        return both / Math.sqrt(squaresX * squaresY);
    }
}
