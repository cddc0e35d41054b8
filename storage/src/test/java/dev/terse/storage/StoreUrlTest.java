package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.storage.StoreUrl.Postgres;
import dev.terse.storage.StoreUrl.Sqlite;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
    @ParameterizedTest
    @ValueSource(strings = {"data/terse.db", "/var/lib/terse/terse.db", "with space.db", "a:b.db"})
    void parse_sqlite_isTheFile(String file) {
        assertThat(StoreUrl.parse("sqlite:" + file)).isEqualTo(new Sqlite(Path.of(file)));
        assertThat(StoreUrl.parse("sqlite:" + file)).hasToString("sqlite:" + file);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            postgresql://u@h/d,                      h,           5432,  d,     u,     -
            postgres://u@h/d,                        h,           5432,  d,     u,     -
            postgresql://u:p@db.example:6543/d,      db.example,  6543,  d,     u,     p
            postgresql://u:p@h:/d,                   h,           5432,  d,     u,     p
            postgresql://u:a@b:c@h/d,                h,           5432,  d,     u,     a@b:c
            postgresql://u:a%2Fb%40c+d@h/d,          h,           5432,  d,     u,     a/b@c+d
            postgresql://u%40host:p@h/d%2De,         h,           5432,  d-e,   u@host, p
            postgresql://u:@h/d,                     h,           5432,  d,     u,     ''
            postgresql://u:p@[::1]:5433/d,           ::1,         5433,  d,     u,     p
            """)
    void parse_postgresql_isItsParts(
            String text, String host, int port, String database, String user, String password) {
        assertThat(StoreUrl.parse(text)).isEqualTo(new Postgres(host, port, database, user, password, Map.of()));
    }

    @Test
    void parse_postgresqlWithParameters_hasThem() {
        assertThat(StoreUrl.parse("postgresql://u@h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"))
                .isEqualTo(new Postgres(
                        "h", 5432, "d", "u", null, Map.of("sslmode", "verify-full", "sslrootcert", "/etc/ca.pem")));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '',                              a store is named sqlite:<file> or postgresql://
            mysql://u@h/d,                   a store is named sqlite:<file> or postgresql://
            data/terse.db,                   a store is named sqlite:<file> or postgresql://
            sqlite:,                         a SQLite store is named sqlite:<file>
            sqlite://data/terse.db,          a SQLite store is named sqlite:<file>
            postgresql:u@h/d,                a PostgreSQL store is named postgresql://
            postgresql://h/d,                names no user
            postgresql://:p@h/d,             names no user
            postgresql://u@/d,               names no host
            postgresql://u@h,                names no database
            postgresql://u@h/,               names no database
            postgresql://u@h:0/d,            the port
            postgresql://u@h:65536/d,        the port
            postgresql://u@h:999999999999/d, the port
            postgresql://u:%zz@h/d,          percent-encoding
            postgresql://u@h/d?sllmode=on,   unknown parameter: sllmode
            """)
    void parse_whatIsNoStore_saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> StoreUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void toString_withAPassword_hidesIt() {
        StoreUrl url = StoreUrl.parse("postgresql://u:geheim@[::1]/d");

        assertThat(url).hasToString("postgresql://u@[::1]:5432/d");
        assertThat(((Postgres) url).withPassword("anderes").password()).isEqualTo("anderes");
        assertThatThrownBy(() -> StoreUrl.parse("postgresql://u:geheim@h/"))
                .hasMessageNotContaining("geheim")
                .hasNoCause();
    }
}
