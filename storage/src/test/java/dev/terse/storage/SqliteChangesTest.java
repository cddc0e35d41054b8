package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Changes.Batch;
import dev.terse.change.Changes.Cursor;
import org.junit.jupiter.api.Test;

class SqliteChangesTest extends ChangesContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.sqlite();
    }

    @Test
    void since_aCursorAheadOfTheFeed_isLost() {
        Batch batch = changes().since(new Cursor("1000000"));

        assertThat(batch.lost()).isTrue();
        assertThat(batch.next()).isEqualTo(changes().end());
    }
}
