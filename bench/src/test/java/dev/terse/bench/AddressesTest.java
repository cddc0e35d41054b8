package dev.terse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
    @Test
    void body_textWithQuotes_isOneLineOfJson() {
        assertThat(Addresses.body("https://a.example/\"\n")).isEqualTo("{\"url\":\"https://a.example/\\\"\\n\"}");
    }

    @Test
    void bulkBodies_moreThanOneRequestTakes_areSplitInOrder() {
        List<String> bodies = Addresses.bulkBodies(Collections.nCopies(2_001, "https://a.example/"));
        assertThat(bodies).hasSize(3);
        assertThat(bodies.getLast()).isEqualTo("{\"links\":[{\"url\":\"https://a.example/\"}]}");
    }

    @Test
    void bulkBodies_longAddresses_stayUnderTheLimitOfABody() {
        List<String> bodies =
                Addresses.bulkBodies(Collections.nCopies(1_000, "https://a.example/" + "a".repeat(8_000)));
        assertThat(bodies)
                .hasSizeGreaterThan(1)
                .allSatisfy(body -> assertThat(body.length()).isLessThan(4 << 20));
    }
}
