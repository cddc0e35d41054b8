package dev.terse.bench;

import java.util.Locale;
import java.util.Map;

/** How a measured Terse gets at its sockets. */
enum Transport {
    /** What it chooses by itself. */
    AUTO,
    IO_URING,
    EPOLL;

    Map<String, String> settings() {
        return this == AUTO ? Map.of() : Map.of("TERSE_TRANSPORT", name().toLowerCase(Locale.ROOT));
    }
}
