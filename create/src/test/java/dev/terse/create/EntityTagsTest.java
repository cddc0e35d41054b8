package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    @ParameterizedTest
    @ValueSource(strings = {"*", "\"3\"", " \"3\" ", "\"1\", \"3\"", "\"1\" ,,\t\"3\",", "W/\"1\",\"3\""})
    void check_versionThatIsMeant_passes(String header) {
        assertThatNoException().isThrownBy(() -> tags(header).check(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "3", "\"4\"", "W/\"3\"", "\"3\" \"3\"", "\"3\",x", "x\"3\"", "\"3"})
    void check_anyOther_isRefused(String header) {
        assertThatThrownBy(() -> tags(header).check(3)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\"", ",", "\"3\" ", "\"3\","})
    void ifMatch_manyOfOneThing_takesTimeInProportion(String thing) {
        // In quadratic time, so many would take minutes.
        String header = "\"1\"" + thing.repeat(400_000) + "x";
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> tags(header));
    }

    private static EntityTags tags(String header) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("If-Match", header);
        return EntityTags.ifMatch(new Call(
                "r", Instant.EPOCH, "", QueryParameters.parse(null, Set.of()), headers, Buffer.buffer(0), null));
    }
}
