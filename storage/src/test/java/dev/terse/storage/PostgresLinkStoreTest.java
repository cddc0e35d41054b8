package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.link.LinkDraft;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresLinkStoreTest extends LinkStoreContract {
    @Override
    TestDatabase createDatabase() {
        return TestDatabase.postgres();
    }

    @Test
    void create_oneCodeAThousandTimesInACall_takesOneStatement() {
        database.execute("create sequence statements");
        database.execute("""
                create function count_statement() returns trigger language plpgsql as
                $$ begin perform nextval('statements'); return null; end $$""");
        database.execute("""
                create trigger count_statements before insert on link for each statement
                execute function count_statement()""");
        Code code = uniqueCode();
        List<LinkDraft> drafts = Stream.generate(() -> draft(code)).limit(1_000).toList();
        try {
            storage.links().create(drafts);

            assertThat(database.number("select last_value from statements where is_called"))
                    .isOne();
        } finally {
            database.execute("drop trigger count_statements on link");
        }
    }
}
