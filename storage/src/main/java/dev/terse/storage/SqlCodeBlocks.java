package dev.terse.storage;

import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeFactory;
import dev.terse.code.CodeNumbers;
import dev.terse.code.CodePool;
import dev.terse.storage.Database.Lane;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The counter and the pool of code blocks, in the tables {@code code_counter} and {@code code_block}. */
final class SqlCodeBlocks implements CodeBlocks {
    private final Database database;

    SqlCodeBlocks(Database database) {
        this.database = database;
    }

    @Override
    public CodeNumbers reserve(int count) {
        if (count < 1 || count > CodeBlock.SIZE) {
            throw new IllegalArgumentException("1 to " + CodeBlock.SIZE + " numbers at a time, not " + count);
        }
        return database.write(Lane.LINKS, handle -> {
            CodeNumbers numbers = handle.createQuery("select length, next from code_counter where id = 1 "
                            + database.dialect().forUpdate())
                    .map((row, _) -> following(row.getInt("length"), row.getLong("next"), count))
                    .one();
            handle.createUpdate("""
                            update code_counter
                            set length = :length, next = :next, codes_made = codes_made + :count where id = 1""")
                    .bind("length", numbers.length())
                    .bind("next", numbers.first() + count)
                    .bind("count", count)
                    .execute();
            return numbers;
        });
    }

    private static CodeNumbers following(int length, long next, int count) {
        if (length < CodeFactory.FIRST_LENGTH) {
            return new CodeNumbers(CodeFactory.FIRST_LENGTH, 0, count);
        }
        if (next + count <= CodeFactory.numbersOf(length)) {
            return new CodeNumbers(length, next, count);
        }
        if (length == CodeFactory.LAST_LENGTH) {
            throw new IllegalStateException("the numbers of all lengths are used up");
        }
        return new CodeNumbers(length + 1, 0, count);
    }

    @Override
    public Set<Code> taken(Collection<Code> codes) {
        if (codes.isEmpty()) {
            return Set.of();
        }
        String array = Json.ofList(codes.stream().map(Code::value).toList());
        // A count can't be turned into a join, which PostgreSQL would answer by reading the whole table: its plan is
        // made
        // while the table is small, and is kept.
        return database.read(handle -> handle.createQuery(
                        "select value from (" + database.dialect().textsOf(":codes")
                                + ") asked where (select count(*) from link where code = value) > 0")
                .bind("codes", array)
                .map((row, _) -> new Code(row.getString(1)))
                .collect(Collectors.toCollection(HashSet::new)));
    }

    @Override
    public void add(CodeBlock block) {
        database.write(Lane.REST, handle -> {
            handle.createUpdate("insert into code_block (size, codes) values (:size, :codes)")
                    .bind("size", block.codes().size())
                    .bind("codes", block.codes().stream().map(Code::value).collect(Collectors.joining(" ")))
                    .execute();
            return handle.execute("update code_counter set blocks_added = blocks_added + 1 where id = 1");
        });
    }

    @Override
    public Optional<CodeBlock> take() {
        return database.write(Lane.LINKS, this::take);
    }

    private Optional<CodeBlock> take(Handle handle) {
        return handle.createQuery("""
                        delete from code_block
                        where number = (select number from code_block order by number limit 1 %s)
                        returning codes""".formatted(database.dialect().skipLocked()))
                .map((row, _) -> new CodeBlock(codes(row.getString("codes"))))
                .findOne();
    }

    private static List<Code> codes(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ", -1)).map(Code::new).toList();
    }

    @Override
    public CodePool pool() {
        return database.read(handle -> handle.createQuery("""
                        select length, next, codes_made, blocks_added,
                            (select count(*) from code_block) as blocks,
                            (select coalesce(sum(size), 0) from code_block) as codes
                        from code_counter where id = 1""")
                .map((row, _) -> {
                    int length = Math.max(CodeFactory.FIRST_LENGTH, row.getInt("length"));
                    long blocks = row.getLong("blocks");
                    return new CodePool(
                            blocks,
                            row.getLong("codes"),
                            row.getLong("blocks_added") - blocks,
                            row.getLong("codes_made"),
                            length,
                            row.getLong("next"),
                            CodeFactory.numbersOf(length));
                })
                .one());
    }
}
