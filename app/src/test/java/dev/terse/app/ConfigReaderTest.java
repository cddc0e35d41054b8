package dev.terse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.terse.web.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    Path folder;

    @Test
    void read_nothingGiven_isOneProcessWithAnEmbeddedStore() {
        Config config = ConfigReader.read(Map.of("PATH", "/bin"), null, Map.of());
        assertThat(config.role()).isEqualTo(Role.ALL);
        assertThat(config.publicHost()).isEqualTo("0.0.0.0");
        assertThat(config.publicPort()).isEqualTo(8080);
        assertThat(config.opsHost()).isEqualTo("127.0.0.1");
        assertThat(config.opsPort()).isEqualTo(8081);
        assertThat(config.baseUrl()).hasToString("http://localhost:8080");
        assertThat(config.store()).hasToString("sqlite:data/terse.db");
        assertThat(config.dataDir()).isEqualTo(Path.of("data"));
        assertThat(config.firstKey()).isNull();
        assertThat(config.secret()).isNull();
        assertThat(config.allowPrivateTargets()).isFalse();
        assertThat(config.trustedProxies()).isEmpty();
        assertThat(config.eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.transport()).isEqualTo(EventLoops.Choice.AUTO);
        assertThat(config.countryHeader()).isNull();
        assertThat(config.cacheBytes()).isEqualTo(64L << 20);
        assertThat(config.missesPerSecond()).isEqualTo(10);
        assertThat(config.codeBlocks()).isEqualTo(20);
        assertThat(config.retentionDeleted()).isEqualTo(Duration.ofDays(30));
        assertThat(config.retentionExpired()).isNull();
        assertThat(config.stopLimit()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.logFormat()).isEqualTo(Config.LogFormat.TEXT);
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @Test
    void settings_areTheseKeysAndDefaults() {
        Map<String, String> keys = Stream.of(Setting.values())
                .collect(Collectors.toMap(Setting::key, Setting::preset, (first, _) -> first, TreeMap::new));
        assertThat(keys)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("TERSE_ROLE", "all"),
                        Map.entry("TERSE_HOST", "0.0.0.0"),
                        Map.entry("TERSE_PORT", "8080"),
                        Map.entry("TERSE_OPS_HOST", "127.0.0.1"),
                        Map.entry("TERSE_OPS_PORT", "8081"),
                        Map.entry("TERSE_BASE_URL", "http://localhost:<port>"),
                        Map.entry("TERSE_STORE", "sqlite:<data-dir>/terse.db"),
                        Map.entry("TERSE_STORE_PASSWORD", ""),
                        Map.entry("TERSE_DATA_DIR", "data"),
                        Map.entry("TERSE_API_KEY", ""),
                        Map.entry("TERSE_SECRET", ""),
                        Map.entry("TERSE_ALLOW_PRIVATE_TARGETS", "false"),
                        Map.entry("TERSE_TRUSTED_PROXIES", ""),
                        Map.entry("TERSE_COUNTRY_HEADER", ""),
                        Map.entry("TERSE_EVENT_LOOPS", "0"),
                        Map.entry("TERSE_TRANSPORT", "auto"),
                        Map.entry("TERSE_CACHE_SIZE", "64MiB"),
                        Map.entry("TERSE_RATE_LIMIT_MISSES", "10"),
                        Map.entry("TERSE_CODE_BLOCKS", "20"),
                        Map.entry("TERSE_RETENTION_DELETED", "30d"),
                        Map.entry("TERSE_RETENTION_EXPIRED", ""),
                        Map.entry("TERSE_SECURITY_CONTACT", ""),
                        Map.entry("TERSE_STOP_LIMIT", "10s"),
                        Map.entry("TERSE_LOG_FORMAT", "text"),
                        Map.entry("TERSE_LOG_LEVEL", "info")));
    }

    @Test
    void settings_areAllInTheOperationGuide() throws IOException {
        String guide = Files.readString(Path.of(System.getProperty("terse.home"), "docs/operation.md"));
        assertThat(Stream.of(Setting.values()).map(Setting::key))
                .allSatisfy(key -> assertThat(guide).contains("| `" + key + "`"));
    }

    @Test
    void read_flagsOverFileOverEnvironment() throws IOException {
        Path file = Files.writeString(folder.resolve("terse.properties"), "TERSE_PORT=2\nTERSE_OPS_PORT=2\n");
        Config config = ConfigReader.read(
                Map.of("TERSE_PORT", "1", "TERSE_OPS_PORT", "1", "TERSE_EVENT_LOOPS", "1"),
                file,
                Map.of(Setting.PORT, "3"));
        assertThat(List.of(config.publicPort(), config.opsPort(), config.eventLoops()))
                .containsExactly(3, 2, 1);
        assertThat(config.baseUrl()).hasToString("http://localhost:3");
    }

    @Test
    void read_secretsInFiles_areReadAndMasked() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "k".repeat(40) + "\n");
        Path secret = Files.writeString(folder.resolve("secret"), "0f".repeat(32));
        Config config = ConfigReader.read(
                Map.of("TERSE_API_KEY_FILE", key.toString()), null, Map.of(Setting.SECRET, secret.toString()));
        assertThat(config.firstKey()).isEqualTo("k".repeat(40));
        assertThat(config.effective()).containsEntry("TERSE_API_KEY", "***").containsEntry("TERSE_SECRET", "***");
        assertThat(config.effective().toString()).doesNotContain("kkk").doesNotContain("0f0f");
        assertThat(Setting.SECRET.flag()).isEqualTo("--secret-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://terse:s3cret@db/terse",
                "postgres://terse:s3cret@db/terse",
                "postgresql://terse:p@s3cret@db/terse",
                "postgresql://terse@db/terse?password=s3cret",
            })
    void read_storeWithPassword_isShownWithoutIt(String store) {
        Config config = ConfigReader.read(Map.of("TERSE_STORE", store), null, Map.of());
        assertThat(config.effective().get("TERSE_STORE")).isEqualTo("postgresql://terse@db:5432/terse");
    }

    @Test
    void read_manyMistakes_namesThemAll() throws IOException {
        Path file = Files.writeString(folder.resolve("terse.properties"), "TERSE_CAHCE_SIZE=1\nport=80\n");
        var invalid = catchThrowableOfType(
                ConfigReader.InvalidConfig.class,
                () -> ConfigReader.read(
                        Map.of(
                                "TERSE_PORT", "eighty",
                                "TERSE_ROEL", "all",
                                "TERSE_API_KEY", "short",
                                "TERSE_SECRET_FILE", "/nowhere/secret"),
                        file,
                        Map.of(Setting.CACHE_SIZE, "64")));
        assertThat(invalid.mistakes()).hasSize(7);
        assertThat(String.join("\n", invalid.mistakes()))
                .contains("TERSE_PORT: has to be a whole number from 0 to 65535, not 'eighty'")
                .contains("TERSE_ROEL: unknown key in the environment")
                .contains("TERSE_API_KEY: has to be 32 or more")
                .contains("TERSE_SECRET_FILE: /nowhere/secret can't be read")
                .contains("TERSE_CAHCE_SIZE: unknown key in ")
                .contains("port: unknown key in ")
                .contains("TERSE_CACHE_SIZE: has to be a size such as");
    }

    @Test
    void read_serviceOfItsOwnOnSqlite_saysWhatItNeeds() {
        var invalid = catchThrowableOfType(
                ConfigReader.InvalidConfig.class,
                () -> ConfigReader.read(Map.of("TERSE_ROLE", "redirect"), null, Map.of()));
        assertThat(invalid.mistakes())
                .containsExactly("TERSE_STORE: SQLite serves one process; the role redirect needs"
                        + " postgresql://USER@HOST/DATABASE");
    }

    @ParameterizedTest
    @CsvSource({
        "ROLE, master, 'one of all, create, redirect, worker'",
        "STORE, sqlite:, sqlite:",
        "PORT, 65536, whole number",
        "BASE_URL, s.example, has to be like",
        "BASE_URL, https://s.example/path, has to be like",
        "BASE_URL, https://user@s.example, has to be like",
        "BASE_URL, ftp://s.example, has to be like",
        "ALLOW_PRIVATE_TARGETS, perhaps, 'one of true, false'",
        "SECURITY_CONTACT, me@s.example, has to be like mailto:",
        "TRUSTED_PROXIES, 10.0.0.0/99, 10.0.0.0/99",
        "STORE, mysql:x, a store is named sqlite:<file>",
        "STOP_LIMIT, 10, has to be a duration",
        "RETENTION_DELETED, -1d, has to be a duration",
        "COUNTRY_HEADER, 'CF IPCountry', the name of a header",
        "TRANSPORT, uring, 'one of auto, io_uring, epoll, nio'",
        "CACHE_SIZE, 1KiB, at least 1MiB",
        "CODE_BLOCKS, 0, from 1 to 10000",
        "SECRET, abc, 64 hex digits",
        "LOG_FORMAT, xml, 'one of text, json'",
        "LOG_LEVEL, loud, 'one of error, warn, info, debug'",
    })
    void read_wrongValue_isNamedWithWhatItHasToBe(Setting setting, String value, String message) {
        var invalid = catchThrowableOfType(
                ConfigReader.InvalidConfig.class,
                () -> ConfigReader.read(Map.of(setting.key(), value), null, Map.of()));
        assertThat(invalid.mistakes())
                .anySatisfy(mistake ->
                        assertThat(mistake).startsWith(setting.key() + ": ").contains(message));
    }
}
