package dev.terse.app;

import dev.terse.create.KeyText;
import dev.terse.storage.StoreUrl;
import dev.terse.store.Secret;
import dev.terse.web.EventLoops;
import dev.terse.web.Network;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration, the only class that does. Environment, properties file and flags count in rising order; every
 * mistake in any of them is reported, not only the first.
 */
final class ConfigReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern SECRET_HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final Map<Setting, String> given;
    private final List<String> mistakes;

    private ConfigReader(Map<Setting, String> given, List<String> mistakes) {
        this.given = given;
        this.mistakes = mistakes;
    }

    /**
     * Reads and checks everything.
     *
     * @param environment of the process; keys that do not begin with {@code TERSE_} are not ours
     * @param file properties file with the same keys, or null
     * @param flags values given on the command line; of a secret, the path of its file
     * @throws InvalidConfig with every mistake
     */
    static Config read(Map<String, String> environment, @Nullable Path file, Map<Setting, String> flags) {
        List<String> mistakes = new ArrayList<>();
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        collect(environment, "the environment", given, mistakes);
        if (file != null) {
            collect(readFile(file, mistakes), file.toString(), given, mistakes);
        }
        flags.forEach((setting, value) -> {
            if (setting.isSecret()) {
                readSecret(setting, value, mistakes).ifPresent(text -> given.put(setting, text));
            } else {
                given.put(setting, value);
            }
        });
        Config config = new ConfigReader(given, mistakes).build();
        if (!mistakes.isEmpty()) {
            throw new InvalidConfig(mistakes);
        }
        return config;
    }

    private static Map<String, String> readFile(Path file, List<String> mistakes) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException failure) {
            mistakes.add(file + ": can't be read (" + failure.getMessage() + ")");
        }
        Map<String, String> values = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(Setting.PREFIX)) {
                values.put(key, properties.getProperty(key));
            } else {
                mistakes.add(key + ": unknown key in " + file + "; keys begin with " + Setting.PREFIX);
            }
        }
        return values;
    }

    private static void collect(
            Map<String, String> source, String place, Map<Setting, String> given, List<String> mistakes) {
        Map<Setting, String> ofFiles = new EnumMap<>(Setting.class);
        for (Map.Entry<String, String> entry : source.entrySet()) {
            String key = entry.getKey();
            if (!key.startsWith(Setting.PREFIX)) {
                continue;
            }
            Optional<Setting> setting = Setting.ofKey(key);
            Optional<Setting> ofFile = key.endsWith("_FILE")
                    ? Setting.ofKey(key.substring(0, key.length() - "_FILE".length()))
                            .filter(Setting::isSecret)
                    : Optional.empty();
            if (setting.isPresent()) {
                given.put(setting.get(), entry.getValue().strip());
            } else if (ofFile.isPresent()) {
                readSecret(ofFile.get(), entry.getValue(), mistakes)
                        .ifPresent(value -> ofFiles.put(ofFile.get(), value));
            } else if (!LAUNCHER_KEYS.contains(key)) {
                mistakes.add(key + ": unknown key in " + place);
            }
        }
        ofFiles.forEach((setting, value) -> {
            if (source.containsKey(setting.key())) {
                mistakes.add(setting.key() + ": given together with " + setting.fileKey() + "; keep one of them");
            }
            given.put(setting, value);
        });
    }

    /** Keys that other parts of the command read: the launcher, and clients of a server. */
    private static final List<String> LAUNCHER_KEYS = List.of("TERSE_JAVA_OPTS", "TERSE_URL", "TERSE_TOKEN");

    private static Optional<String> readSecret(Setting setting, String path, List<String> mistakes) {
        try {
            return Optional.of(Files.readString(Path.of(path)).strip());
        } catch (IOException | IllegalArgumentException failure) {
            mistakes.add(setting.fileKey() + ": " + path + " can't be read");
            return Optional.empty();
        }
    }

    private Config build() {
        Role role = choice(Setting.ROLE, Role.values(), Role.ALL);
        int port = whole(Setting.PORT, 0, 65_535);
        Path dataDir = path(text(Setting.DATA_DIR));
        String store = given(Setting.STORE).orElse("sqlite:" + dataDir.resolve("terse.db"));
        if (role != Role.ALL && store.startsWith("sqlite:")) {
            mistake(
                    Setting.STORE,
                    "SQLite serves one process; the role " + role.text() + " needs postgresql://USER@HOST/DATABASE");
        }
        StoreUrl storeUrl = storeUrl(store);
        String effectiveBase = given(Setting.BASE_URL).orElse("http://localhost:" + port);
        Map<String, String> effective = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            String value = switch (setting) {
                // Without password and parameters, either of which may hold a secret.
                case STORE -> storeUrl.toString();
                case BASE_URL -> effectiveBase;
                default -> text(setting);
            };
            effective.put(setting.key(), setting.isSecret() ? (value.isEmpty() ? "" : "***") : value);
        }
        return new Config(
                role,
                text(Setting.HOST),
                port,
                text(Setting.OPS_HOST),
                whole(Setting.OPS_PORT, 0, 65_535),
                baseUrl(effectiveBase),
                storeUrl,
                dataDir,
                firstKey(),
                secret(),
                bool(Setting.ALLOW_PRIVATE_TARGETS),
                networks(Setting.TRUSTED_PROXIES),
                countryHeader(),
                eventLoops(),
                choice(Setting.TRANSPORT, EventLoops.Choice.values(), EventLoops.Choice.AUTO),
                size(Setting.CACHE_SIZE, 1 << 20),
                whole(Setting.RATE_LIMIT_MISSES, 0, 1_000_000),
                whole(Setting.CODE_BLOCKS, 1, 10_000),
                duration(Setting.RETENTION_DELETED),
                given(Setting.RETENTION_EXPIRED).isPresent() ? duration(Setting.RETENTION_EXPIRED) : null,
                securityContact(),
                duration(Setting.STOP_LIMIT),
                choice(Setting.LOG_FORMAT, Config.LogFormat.values(), Config.LogFormat.TEXT),
                oneOf(Setting.LOG_LEVEL, List.of("error", "warn", "info", "debug")),
                effective);
    }

    private Optional<String> given(Setting setting) {
        return Optional.ofNullable(given.get(setting)).filter(value -> !value.isEmpty());
    }

    private String text(Setting setting) {
        return given(setting).orElse(setting.preset());
    }

    private void mistake(Setting setting, String what) {
        mistakes.add(setting.key() + ": " + what);
    }

    private int whole(Setting setting, int least, int most) {
        String text = text(setting);
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        mistake(setting, "has to be a whole number from " + least + " to " + most + ", not '" + text + "'");
        return least;
    }

    private boolean bool(Setting setting) {
        return oneOf(setting, List.of("true", "false")).equals("true");
    }

    private String oneOf(Setting setting, List<String> choices) {
        String text = text(setting).toLowerCase(Locale.ROOT);
        if (!choices.contains(text)) {
            mistake(setting, "has to be one of " + String.join(", ", choices) + ", not '" + text(setting) + "'");
            return choices.getFirst();
        }
        return text;
    }

    private <E extends Enum<E>> E choice(Setting setting, E[] values, E fallback) {
        Map<String, E> byText = Arrays.stream(values)
                .collect(Collectors.toMap(
                        value -> value.name().toLowerCase(Locale.ROOT),
                        value -> value,
                        (first, _) -> first,
                        LinkedHashMap::new));
        String chosen = oneOf(setting, List.copyOf(byText.keySet()));
        return byText.getOrDefault(chosen, fallback);
    }

    private List<Network> networks(Setting setting) {
        List<Network> networks = new ArrayList<>();
        for (String part : text(setting).split(",", -1)) {
            if (!part.isBlank()) {
                try {
                    networks.add(Network.parse(part.strip()));
                } catch (IllegalArgumentException notANetwork) {
                    mistake(setting, String.valueOf(notANetwork.getMessage()));
                }
            }
        }
        return networks;
    }

    private StoreUrl storeUrl(String text) {
        try {
            return switch (StoreUrl.parse(text)) {
                case StoreUrl.Sqlite sqlite -> sqlite;
                case StoreUrl.Postgres postgres ->
                    given(Setting.STORE_PASSWORD).map(postgres::withPassword).orElse(postgres);
            };
        } catch (IllegalArgumentException notAStore) {
            mistake(Setting.STORE, String.valueOf(notAStore.getMessage()));
            return new StoreUrl.Sqlite(Path.of(Setting.DATA_DIR.preset()));
        }
    }

    private @Nullable URI securityContact() {
        String text = text(Setting.SECURITY_CONTACT);
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI contact = new URI(text);
            if (contact.getScheme() != null) {
                return contact;
            }
        } catch (URISyntaxException notAUri) {
            // told below, like an address without a scheme
        }
        mistake(Setting.SECURITY_CONTACT, "has to be like mailto:security@s.example, not '" + text + "'");
        return null;
    }

    private @Nullable String countryHeader() {
        String name = text(Setting.COUNTRY_HEADER);
        if (!name.isEmpty() && !HEADER_NAME.matcher(name).matches()) {
            mistake(Setting.COUNTRY_HEADER, "has to be the name of a header such as CF-IPCountry, not '" + name + "'");
        }
        return name.isEmpty() ? null : name;
    }

    private int eventLoops() {
        int loops = whole(Setting.EVENT_LOOPS, 0, 256);
        return loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
    }

    private Duration duration(Setting setting) {
        Matcher matcher = DURATION.matcher(text(setting));
        if (!matcher.matches()) {
            mistake(setting, "has to be a duration such as 250ms, 10s, 15m, 24h or 30d, not '" + text(setting) + "'");
            return Duration.ZERO;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private long size(Setting setting, long least) {
        Matcher matcher = SIZE.matcher(text(setting));
        if (!matcher.matches()) {
            mistake(setting, "has to be a size such as 512KiB, 64MiB or 1GiB, not '" + text(setting) + "'");
            return least;
        }
        int shift = switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        long bytes = Long.parseLong(matcher.group(1)) << shift;
        if (bytes < least) {
            mistake(setting, "has to be at least " + (least >> 20) + "MiB");
        }
        return bytes;
    }

    private Path path(String text) {
        try {
            return Path.of(text);
        } catch (IllegalArgumentException notAPath) {
            mistake(Setting.DATA_DIR, "'" + text + "' is no path");
            return Path.of(Setting.DATA_DIR.preset());
        }
    }

    private URI baseUrl(String text) {
        String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            URI uri = new URI(trimmed);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean plain = uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            if (web && plain && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException notAUri) {
            // told below, like an address of another form
        }
        mistake(Setting.BASE_URL, "has to be like https://s.example or http://localhost:8080, not '" + text + "'");
        return URI.create("http://localhost");
    }

    private @Nullable String firstKey() {
        String key = given(Setting.API_KEY).orElse(null);
        if (key != null) {
            try {
                var _ = new KeyText(key);
            } catch (IllegalArgumentException notAKey) {
                mistake(
                        Setting.API_KEY,
                        "has to be 32 or more, and at most " + KeyText.MAX_LENGTH
                                + ", visible ASCII characters without spaces");
            }
        }
        return key;
    }

    private @Nullable Secret secret() {
        String secret = text(Setting.SECRET);
        if (secret.isEmpty()) {
            return null;
        }
        if (!SECRET_HEX.matcher(secret).matches()) {
            mistake(Setting.SECRET, "has to be 64 hex digits, as `openssl rand -hex 32` makes them");
            return null;
        }
        return new Secret(HexFormat.of().parseHex(secret));
    }

    /** A configuration with mistakes in it. */
    static final class InvalidConfig extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final List<String> mistakes;

        InvalidConfig(List<String> mistakes) {
            super(String.join("\n", mistakes));
            this.mistakes = List.copyOf(mistakes);
        }

        /** One sentence each, beginning with the key. */
        List<String> mistakes() {
            return mistakes;
        }
    }
}
