package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever starts a JVM for Terse gives it the flags that pom.xml lists, in that order and no others. */
final class JvmFlagsTest {
    private static final String FLAGS = Objects.requireNonNull(System.getProperty("terse.jvm.flags"));

    @ParameterizedTest
    @ValueSource(strings = {"terse", "deploy/aot-cache", "deploy/systemd/terse.service"})
    void commandLine_has_theFlagsOfThePom(String file) throws IOException {
        String onOneLine = read(file).replaceAll("\\\\\\R *", "");
        assertThat(onOneLine).containsPattern("java\"? \\Q" + FLAGS + "\\E (-XX:AOTCache|\\$\\{aot)");
    }

    @Test
    void image_has_theFlagsOfThePom() throws IOException {
        String flags =
                Arrays.stream(FLAGS.split(" ")).map(flag -> "\"" + flag + "\"").collect(Collectors.joining(", "));
        assertThat(read("deploy/Dockerfile")).contains("ENTRYPOINT [\"java\", " + flags + ", \"-XX:AOTCache=");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(System.getProperty("terse.home"), file));
    }
}
