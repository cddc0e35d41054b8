package dev.terse.app;

import java.util.Locale;
import java.util.Optional;

/** Every key of the configuration: its default, and what it is for. */
enum Setting {
    ROLE("all", "What this process runs: all, create, redirect or worker"),
    HOST("0.0.0.0", "Address that the public port listens on"),
    PORT("8080", "Public port"),
    OPS_HOST("127.0.0.1", "Address that the operations port listens on"),
    OPS_PORT("8081", "Operations port: /livez, /readyz, /metrics, /info"),
    BASE_URL("http://localhost:<port>", "What short addresses begin with, as visitors see it"),
    STORE("sqlite:<data-dir>/terse.db", "Where links are kept: sqlite:FILE or postgresql://USER@HOST/DATABASE"),
    STORE_PASSWORD("", "Password of the PostgreSQL user", true),
    DATA_DIR("data", "Folder of this process's own files"),
    API_KEY("", "The first admin key, 32 characters or more; made and printed at the first start where missing", true),
    SECRET(
            "",
            "The installation's secret, 64 hex digits; made at the first start and kept in the store if empty",
            true),
    ALLOW_PRIVATE_TARGETS("false", "Whether links may lead to private and local addresses"),
    TRUSTED_PROXIES("", "Networks whose X-Forwarded-For is believed, such as 10.0.0.0/8, comma-separated"),
    COUNTRY_HEADER(
            "", "Header in which trusted proxies name a visitor's country, such as CF-IPCountry; empty for none"),
    EVENT_LOOPS("0", "Threads that serve the public port; 0 for one a core"),
    TRANSPORT("auto", "How sockets are served: io_uring, epoll, nio, or auto for the first of them that there is"),
    CACHE_SIZE("64MiB", "Memory for links that redirects hold ready"),
    RATE_LIMIT_MISSES(
            "10", "Unknown codes that one network may ask for in a second, six times as many at once; 0: no limit"),
    CODE_BLOCKS("20", "Blocks of a thousand codes that the worker keeps ready"),
    RETENTION_DELETED("30d", "How long the content of a deleted link is kept"),
    RETENTION_EXPIRED("", "How long an expired link is kept before it is deleted; empty for ever"),
    SECURITY_CONTACT(
            "", "Where to report a weakness, for /.well-known/security.txt, such as mailto:security@s.example"),
    STOP_LIMIT("10s", "How long requests under way may take when the process stops"),
    LOG_FORMAT("text", "Form of the log: text or json"),
    LOG_LEVEL("info", "What is logged: error, warn, info or debug");

    static final String PREFIX = "TERSE_";

    private final String preset;
    private final String purpose;
    private final boolean secret;

    Setting(String preset, String purpose) {
        this(preset, purpose, false);
    }

    Setting(String preset, String purpose, boolean secret) {
        this.preset = preset;
        this.purpose = purpose;
        this.secret = secret;
    }

    /** The value where none is given, as people read it. */
    String preset() {
        return preset;
    }

    String purpose() {
        return purpose;
    }

    /** Whether the value is masked wherever it is shown, and may be given as the path of a file. */
    boolean isSecret() {
        return secret;
    }

    /** The key in the environment and in a properties file. */
    String key() {
        return PREFIX + name();
    }

    /** The key of the file that holds a secret's value. */
    String fileKey() {
        return key() + "_FILE";
    }

    /** The flag of {@code terse serve}; of a secret, it takes the file: other users can read the flags of a process. */
    String flag() {
        return "--"
                + (secret ? name() + "_FILE" : name()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Setting> ofKey(String key) {
        for (Setting setting : values()) {
            if (setting.key().equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
