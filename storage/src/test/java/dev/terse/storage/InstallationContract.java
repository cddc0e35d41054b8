package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.store.Secret;
import dev.terse.store.StoreStatus;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each test begins with a database of its own, as a first start does. */
abstract class InstallationContract extends StorageContract {
    abstract String engine();

    static SqlStorage start(TestDatabase database, StorageOptions options) {
        SqlStorage storage = SqlStorage.open(database.url(), options);
        storage.migrate();
        return storage;
    }

    @Test
    void migrate_untilItIsDone_isSaidNotToBe() {
        try (SqlStorage fresh = SqlStorage.open(createDatabase().url(), StorageOptions.DEFAULT)) {
            assertThat(fresh.isMigrated()).isFalse();
            assertThat(fresh.status().schema()).isEqualTo("0");
            fresh.migrate();
            assertThat(fresh.isMigrated()).isTrue();
            fresh.migrate();
            assertThat(fresh.isMigrated()).isTrue();
        }
    }

    @Test
    void status_ofThisVersion_namesEngineAndNewestMigration() throws URISyntaxException {
        StoreStatus status = storage.status();

        assertThat(status.engine()).isEqualTo(engine());
        assertThat(status.version()).matches("\\d+\\.\\d+.*");
        assertThat(status.schema()).isEqualTo(Integer.toString(Migrations.NEWEST));
        File[] migrations = Path.of(Objects.requireNonNull(Migrations.class.getResource("migrations"))
                        .toURI())
                .toFile()
                .listFiles();
        assertThat(migrations).hasSize(Migrations.NEWEST);
    }

    @Test
    void installation_ofTheNextStart_isTheSame() {
        TestDatabase empty = createDatabase();
        byte[] secret;
        try (SqlStorage first = start(empty, StorageOptions.DEFAULT)) {
            secret = first.installation().secret().bytes();
            assertThat(first.installation().secret().bytes()).isEqualTo(secret);
            assertThat(secret).isNotEqualTo(new byte[Secret.LENGTH]);
        }
        try (SqlStorage second = start(empty, StorageOptions.DEFAULT)) {
            assertThat(second.installation().secret().bytes()).isEqualTo(secret);
            assertThat(second.installation().workspace()).isOne();
            assertThat(second.installation().domain()).isOne();
        }
    }

    @Test
    void installation_withASecretFromOutside_hasThatAndStoresNone() {
        TestDatabase empty = createDatabase();
        byte[] given = new byte[Secret.LENGTH];
        given[3] = 7;
        try (SqlStorage fresh = start(empty, StorageOptions.DEFAULT.withSecret(new Secret(given)))) {
            assertThat(fresh.installation().secret().bytes()).isEqualTo(given);
        }
        assertThat(empty.number("select count(*) from installation where secret is not null"))
                .isZero();
    }
}
