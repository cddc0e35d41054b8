package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.store.Installation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresInstallationTest extends InstallationContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }

    @Override
    String engine() {
        return "postgresql";
    }

    @Test
    void migrate_byManyAtOnce_isDoneOnce() {
        TestDatabase empty = createDatabase();

        List<Installation> installations = inParallel(4, () -> {
            try (SqlStorage fresh = start(empty, StorageOptions.DEFAULT.withConnections(2))) {
                return fresh.installation();
            }
        });

        assertThat(installations.stream()
                        .map(it -> Arrays.toString(it.secret().bytes()))
                        .distinct())
                .hasSize(1);
        assertThat(empty.number("select count(*) from workspace")).isOne();
        assertThat(empty.number("select count(*) from domain")).isOne();
    }
}
