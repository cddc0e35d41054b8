package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkKeyTest {
    /** Every length that a code can have. */
    static IntStream lengths() {
        return IntStream.rangeClosed(Code.MIN_LENGTH, Code.MAX_LENGTH);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void code_ofAnyLength_isTheOneThatWasGiven(int length) {
        assertThat(key(length, 'a').code()).isEqualTo(new Code("a".repeat(length)));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void get_byTheBytesOfARequest_findsThatKeyAlone(int length) {
        Map<AskedKey, String> table = new HashMap<>();
        lengths().filter(other -> other != length).forEach(other -> table.put(key(other, 'a'), "longer or shorter"));
        assertThat(table).doesNotContainKey(requested("a".repeat(length)));
        table.put(key(length, 'a'), "same");
        assertThat(table).containsEntry(requested("a".repeat(length)), "same");
        for (int i = 0; i < length; i++) {
            StringBuilder other = new StringBuilder("a".repeat(length));
            other.setCharAt(i, 'b');
            assertThat(table).doesNotContainKey(requested(other.toString()));
        }
        assertThat(table).doesNotContainKey(requested("a".repeat(length), 2));
        assertThat(requested("a".repeat(length)).kept()).isEqualTo(key(length, 'a'));
    }

    @Test
    void hashCode_ofManyCodes_hardlyEverRepeats() {
        Set<Integer> hashes = new HashSet<>();
        IntStream.range(0, 100_000)
                .forEach(i -> hashes.add(new LinkKey(1, new Code("c" + Integer.toString(i, 36) + "xy")).hashCode()));
        assertThat(hashes).hasSizeGreaterThan(99_900);
    }

    @Test
    void hashCode_ofCodesThatBeginAlike_hardlyEverRepeats() {
        Set<Integer> hashes = new HashSet<>();
        for (String end : List.of("", "-and-a-tail-that-all-of-them-have")) {
            hashes.clear();
            for (int i = 0; i < 10_000; i++) {
                String code = "a-campaign-of-16" + Integer.toString(i, 36) + end;
                LinkKey key = new LinkKey(1, new Code(code));
                assertThat(requested(code).hashCode()).isEqualTo(key.hashCode());
                hashes.add(key.hashCode());
            }
            assertThat(hashes).hasSizeGreaterThan(9_990);
        }
    }

    private static LinkKey key(int length, char c) {
        return new LinkKey(1, new Code(String.valueOf(c).repeat(length)));
    }

    private static RequestKey requested(String code) {
        return requested(code, 1);
    }

    private static RequestKey requested(String code, long domain) {
        byte[] bytes = ("GET /" + code + " HTTP/1.1\r\n").getBytes(StandardCharsets.US_ASCII);
        return new RequestKey(domain).of(bytes, 5, 5 + code.length());
    }
}
