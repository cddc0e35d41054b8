package dev.terse.app;

import java.io.PrintStream;

/** What a started process says to the person who started it. */
final class Banner {
    private Banner() {}

    static void print(Config config, Server server, PrintStream out) {
        StringBuilder text = new StringBuilder("\nTerse ")
                .append(Version.current())
                .append(" is ready (")
                .append(config.role().text())
                .append(").\n\n");
        if (config.role() != Role.WORKER) {
            line(text, "Listens on", config.publicHost() + ":" + server.publicPort());
            line(text, "Short links", config.baseUrl() + "/<code>");
        }
        line(text, "Operations", "http://" + config.opsHost() + ":" + server.opsPort() + "/readyz");
        line(text, "Store", config.store().toString());
        if (config.role().creates()) {
            server.firstKey()
                    .ifPresent(key -> text.append("\n  The first admin key, shown this once. Keep it:\n    ")
                            .append(key)
                            .append('\n'));
            String token = server.firstKey().orElse("<your API key>");
            text.append("\n  Make a link:\n    curl -s ")
                    .append(config.baseUrl())
                    .append("/api/v1/links -H 'Authorization: Bearer ")
                    .append(token)
                    .append("' -H 'Content-Type: application/json' -d '{\"url\": \"https://example.com/\"}'\n");
        }
        text.append("\n  Ctrl-C stops it.\n");
        out.println(text);
        out.flush();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  ")
                .append(name)
                .append(" ".repeat(14 - name.length()))
                .append(value)
                .append('\n');
    }
}
