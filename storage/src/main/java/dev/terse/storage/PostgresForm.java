package dev.terse.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The form of a PostgreSQL URL. By hand, because {@link java.net.URI} refuses passwords that people really have. */
final class PostgresForm {
    static final Pattern PATTERN = Pattern.compile("postgres(?:ql)?://"
            + "(?:(?<user>[^:@/]*)(?::(?<password>[^/]*))?@)?"
            + "(?:\\[(?<address>[0-9A-Fa-f:.]+)]|(?<host>[^:/@?\\[\\]]*))"
            + "(?::(?<port>[0-9]*))?"
            + "(?:/(?<database>[^?/]*))?"
            + "(?:\\?(?<parameters>.*))?");

    private PostgresForm() {}

    static StoreUrl.Postgres read(Matcher url) {
        String host = url.group("address") != null ? url.group("address") : url.group("host");
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the PostgreSQL URL names no host");
        }
        String user = decoded(url.group("user"));
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the PostgreSQL URL names no user");
        }
        String database = decoded(url.group("database"));
        if (database.isEmpty()) {
            throw new IllegalArgumentException("the PostgreSQL URL names no database");
        }
        String password = url.group("password");
        return new StoreUrl.Postgres(
                host,
                port(url.group("port")),
                database,
                user,
                password == null ? null : decoded(password),
                parameters(url.group("parameters")));
    }

    private static int port(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return StoreUrl.Postgres.DEFAULT_PORT;
        }
        int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port of a PostgreSQL URL is 1 to 65535, not " + digits);
        }
        return port;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            try {
                new PGSimpleDataSource().setProperty(name, value);
            } catch (SQLException e) {
                throw new IllegalArgumentException("the PostgreSQL URL has an unknown parameter: " + name, e);
            }
            parameters.put(name, value);
        }
        return parameters;
    }

    private static String decoded(@Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the PostgreSQL URL has a broken percent-encoding", e);
        }
    }
}
