package dev.terse.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.store.StorageUnavailable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OutcomesTest {
    private static final String UNEXPECTED = "an unexpected error, which the worker's log describes";

    @ParameterizedTest
    @MethodSource("failures")
    void errorOf_failure_saysWhatPeopleMayRead(@Nullable Throwable failure, String text) {
        assertThat(Outcomes.errorOf(failure)).isEqualTo(text);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new StorageUnavailable("connection to 10.0.0.1 refused"), "the store can't answer"),
                Arguments.of(new IllegalStateException("no codes are left\nmore"), "no codes are left"),
                Arguments.of(new IllegalStateException(" "), UNEXPECTED),
                Arguments.of(new NullPointerException("dev.terse.Secret is null"), UNEXPECTED),
                Arguments.of(new IllegalArgumentException("password=x"), UNEXPECTED),
                Arguments.of(null, UNEXPECTED));
    }
}
