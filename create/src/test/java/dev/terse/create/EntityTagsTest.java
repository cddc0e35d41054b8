package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
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

    @ParameterizedTest
    @ValueSource(strings = {"*", "%s", "W/%s", " \"x\" , %s", "W/\"x\",W/%s"})
    void isHeldBy_tagOfTheBytes_isFound(String header) {
        String tag = EntityTags.of(new byte[] {1, 2, 3});
        assertThat(EntityTags.isHeldBy(call("If-None-Match", header.formatted(tag)), tag))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"x\"", "%s x", "%sx", "x"})
    void isHeldBy_anythingElse_isNotFound(String header) {
        String tag = EntityTags.of(new byte[] {1, 2, 3});
        String other = EntityTags.of(new byte[] {1, 2, 4});
        assertThat(EntityTags.isHeldBy(call("If-None-Match", header.formatted(tag)), tag))
                .isFalse();
        assertThat(EntityTags.isHeldBy(call("If-None-Match", other), tag)).isFalse();
        assertThat(EntityTags.isHeldBy(call("If-Match", tag), tag)).isFalse();
    }

    private static EntityTags tags(String header) {
        return EntityTags.ifMatch(call("If-Match", header));
    }

    private static Call call(String name, String value) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(name, value);
        return new Call("r", Instant.EPOCH, "", QueryParameters.parse(null, Set.of()), headers, Buffer.buffer(0), null);
    }
}
