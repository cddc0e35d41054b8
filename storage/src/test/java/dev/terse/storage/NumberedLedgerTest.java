package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.storage.Ledger.Step;
import dev.terse.store.StorageUnavailable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What happens where somebody else makes a change between the reads of one and its writes. */
class NumberedLedgerTest extends StorageContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }

    /** Makes a change that others overtake so many times, and returns how often it was prepared. */
    private int change(int overtaken) {
        AtomicInteger prepared = new AtomicInteger();
        var file = ((StoreUrl.Sqlite) database.url()).file();
        try (SqliteDatabase sqlite = new SqliteDatabase(file, StorageOptions.DEFAULT)) {
            return new NumberedLedger(sqlite, StorageOptions.DEFAULT.timeLimit()).change(_ -> {
                if (prepared.incrementAndGet() <= overtaken) {
                    database.execute("update click_ledger set changes = changes + 1 where id = 1");
                }
                int attempt = prepared.get();
                Ledger.Writes writes = handle -> handle.execute("update click_inbox set gap_bytes = ?", attempt) == 1;
                return new Step<>(writes, attempt, -1);
            });
        }
    }

    @Test
    void change_thatWasOvertaken_isPreparedAgain() {
        assertThat(change(2)).isEqualTo(3);
        assertThat(database.number("select gap_bytes from click_inbox")).isEqualTo(3);
    }

    @Test
    void change_thatIsAlwaysOvertaken_isGivenUp() {
        database.execute("update click_inbox set gap_bytes = 77");

        assertThatThrownBy(() -> change(Integer.MAX_VALUE)).isInstanceOf(StorageUnavailable.class);

        assertThat(database.number("select gap_bytes from click_inbox")).isEqualTo(77);
    }
}
