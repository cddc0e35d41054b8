package dev.terse.app;

import dev.terse.storage.StoreUrl;
import dev.terse.storage.TestPostgres;
import java.nio.file.Path;

/** The two engines, each with an empty store of its own for a test. */
enum Engines {
    SQLITE {
        @Override
        String newStore(Path folder) {
            return "sqlite:" + folder.resolve("terse.db");
        }
    },
    POSTGRESQL {
        @Override
        String newStore(Path folder) {
            return text(TestPostgres.shared().createDatabase());
        }
    };

    abstract String newStore(Path folder);

    /** How {@code TERSE_STORE} spells a database of a test. */
    static String text(StoreUrl.Postgres database) {
        return "postgresql://" + database.user() + "@" + database.host() + ":" + database.port() + "/"
                + database.database();
    }
}
