package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.change.Changes.Batch;
import dev.terse.change.Changes.Cursor;
import dev.terse.code.Code;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PostgresChangesTest extends ChangesContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }

    private static Change write(Connection transaction, String code, long at) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute(
                    "insert into change (kind, domain, code, written_at) values (1, 1, '%s', %d)".formatted(code, at));
        }
        return new Change.OfLink(1, new Code(code));
    }

    private Connection begin() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void since_transactionsThatCommitOutOfOrder_hasEachOnceItIsCommitted() throws SQLException {
        Cursor end = changes().end();
        try (Connection early = begin();
                Connection late = begin()) {
            Change first = write(early, "first", 1);
            Change second = write(late, "second", 2);
            assertThat(changes().since(end).changes()).isEmpty();

            late.commit();
            Batch one = changes().since(end);
            assertThat(one.changes()).containsExactly(second);

            early.commit();
            Batch two = changes().since(one.next());
            assertThat(two.changes()).containsExactly(first);
            assertThat(changes().since(two.next()).changes()).isEmpty();
        }
    }

    @Test
    void since_aLongTransactionElsewhere_delaysAndRepeatsNothing() throws SQLException {
        try (Connection elsewhere = begin()) {
            write(elsewhere, "elsewhere", 1);
            Cursor end = changes().end();
            Change first = change();

            Batch one = changes().since(end);
            assertThat(one.changes()).containsExactly(first);
            Change second = change();

            Batch two = changes().since(one.next());
            assertThat(two.changes()).containsExactly(second);
            elsewhere.rollback();
            assertThat(changes().since(two.next()).changes()).isEmpty();
        }
    }

    @Test
    void since_aLongTransactionWhileOthersArePruned_isNotLost() throws SQLException {
        try (Connection elsewhere = begin()) {
            write(elsewhere, "long-one", NOW.toEpochMilli());
            change(Instant.EPOCH);
            Cursor cursor = changes().end();
            storage.retention().pruneChangesBefore(Instant.EPOCH.plusSeconds(1));

            Batch batch = changes().since(cursor);
            assertThat(batch.lost()).isFalse();
            elsewhere.commit();
            assertThat(changes().since(batch.next()).changes())
                    .containsExactly(new Change.OfLink(1, new Code("long-one")));
        }
    }

    @Test
    void since_aTransactionThatWasPrunedBeforeItWasRead_isLost() throws SQLException {
        try (Connection early = begin()) {
            write(early, "pruned-early", 1);
            change(Instant.EPOCH);
            Cursor cursor = changes().end();
            early.commit();
            storage.retention().pruneChangesBefore(Instant.EPOCH.plusSeconds(1));

            assertThat(changes().since(cursor).lost()).isTrue();
        }
    }

    @Test
    void since_aCursorAheadOfTheServer_isLost() {
        String history = changes().end().value().split("/", -1)[0];

        Batch batch = changes().since(new Cursor(history + "/900000000:900000000:"));

        assertThat(batch.lost()).isTrue();
        assertThat(changes().since(batch.next()).lost()).isFalse();
    }

    @Test
    void since_aCursorOfAnotherServerOrTimeline_isLost() {
        String snapshot = changes().end().value().split("/", -1)[1];

        assertThat(changes().since(new Cursor("1.1/" + snapshot)).lost()).isTrue();
    }

    @Test
    void since_byARoleWithoutPrivileges_works() throws SQLException {
        database.execute("create role plain login");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("grant select on all tables in schema public to plain");
            statement.execute("set role plain");
            statement.execute("select system_identifier from pg_control_system()");
            statement.execute("select timeline_id from pg_control_checkpoint()");
            statement.execute("select min_recovery_end_timeline from pg_control_recovery()");
        }
    }
}
