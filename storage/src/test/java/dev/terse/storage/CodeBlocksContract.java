package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.code.Code;
import dev.terse.code.CodeBlock;
import dev.terse.code.CodeBlocks;
import dev.terse.code.CodeNumbers;
import dev.terse.code.CodePool;
import dev.terse.link.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class CodeBlocksContract extends StorageContract {
    private static final long SEVEN = 2_207_984_167_552L;
    private static final long EIGHT = SEVEN * 58;

    private CodeBlocks blocks;

    @BeforeEach
    void emptyPool() {
        blocks = storage.codeBlocks();
        database.execute("delete from code_block");
        database.execute("update code_counter set length = 0, next = 0, codes_made = 0, blocks_added = 0");
    }

    private static CodeBlock block(String prefix, int size) {
        return new CodeBlock(IntStream.range(0, size)
                .mapToObj(i -> new Code(prefix + "-" + i))
                .toList());
    }

    @Test
    void reserve_again_followsOn() {
        assertThat(blocks.reserve(1_000)).isEqualTo(new CodeNumbers(7, 0, 1_000));
        assertThat(blocks.reserve(1)).isEqualTo(new CodeNumbers(7, 1_000, 1));
        assertThat(blocks.reserve(10)).isEqualTo(new CodeNumbers(7, 1_001, 10));
    }

    @Test
    void reserve_byManyAtOnce_givesNoNumberTwice() {
        List<CodeNumbers> runs = inParallel(40, () -> blocks.reserve(250));

        assertThat(runs.stream().map(CodeNumbers::first).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> i * 250L).toList());
    }

    @Test
    void reserve_upToTheLastNumberOfALength_staysInIt() {
        database.execute("update code_counter set length = 7, next = " + (SEVEN - 10));

        assertThat(blocks.reserve(10)).isEqualTo(new CodeNumbers(7, SEVEN - 10, 10));
        assertThat(blocks.pool().numbersUsed()).isEqualTo(SEVEN);
        assertThat(blocks.reserve(1)).isEqualTo(new CodeNumbers(8, 0, 1));
    }

    @Test
    void reserve_moreThanALengthHasLeft_abandonsTheRest() {
        database.execute("update code_counter set length = 7, next = " + (SEVEN - 10));

        assertThat(blocks.reserve(11)).isEqualTo(new CodeNumbers(8, 0, 11));
        assertThat(blocks.reserve(1)).isEqualTo(new CodeNumbers(8, 11, 1));
        CodePool pool = blocks.pool();
        assertThat(pool.length()).isEqualTo(8);
        assertThat(pool.numbersUsed()).isEqualTo(12);
        assertThat(pool.numbersInAll()).isEqualTo(EIGHT);
    }

    @Test
    void reserve_beyondTheLongestLength_fails() {
        database.execute("update code_counter set length = 10, next = 430804206899405823");

        assertThat(blocks.reserve(1).length()).isEqualTo(10);
        assertThatThrownBy(() -> blocks.reserve(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void reserve_outOfRange_isRefused() {
        assertThatThrownBy(() -> blocks.reserve(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> blocks.reserve(CodeBlock.SIZE + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void taken_codesOfAnyDomainAndAnyLink_areNamed() {
        Link link = create(draft());
        Link deleted = create(draft());
        storage.links().delete(workspace, deleted.id(), null, NOW);
        Code elsewhere = uniqueCode();
        database.execute("""
                insert into link (id, workspace, domain, code, target, redirect_status, forward_query, forward_path,
                    disabled, created_at, updated_at, created_by, version)
                values ('%1$s', 1, 99, '%1$s', 'https://example.com/', 302, false, false, false, 0, 0, 'x', 1)""".formatted(elsewhere));

        assertThat(blocks.taken(List.of(link.code(), deleted.code(), elsewhere, uniqueCode())))
                .containsExactlyInAnyOrder(link.code(), deleted.code(), elsewhere);
        assertThat(blocks.taken(List.of())).isEmpty();
        assertThat(blocks.taken(block("free", CodeBlock.SIZE).codes())).isEmpty();
    }

    @Test
    void take_fromTheFilledPool_givesTheOldestOnce() {
        CodeBlock first = block("first", CodeBlock.SIZE);
        CodeBlock second = block("second", 3);
        blocks.add(first);
        blocks.add(second);

        assertThat(blocks.take()).contains(first);
        assertThat(blocks.take()).contains(second);
        assertThat(blocks.take()).isEmpty();
    }

    @Test
    void take_anEmptyBlock_isABlock() {
        blocks.add(new CodeBlock(List.of()));

        assertThat(blocks.take()).contains(new CodeBlock(List.of()));
    }

    @Test
    void take_byManyAtOnce_givesNoBlockTwice() {
        List<CodeBlock> added = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            added.add(block("b" + i, 5));
            blocks.add(added.getLast());
        }

        List<CodeBlock> taken =
                inParallel(40, blocks::take).stream().flatMap(Optional::stream).toList();

        assertThat(taken).doesNotHaveDuplicates();
        // Those who come while the last block is being taken find none.
        List<CodeBlock> all = new ArrayList<>(taken);
        for (Optional<CodeBlock> next = blocks.take(); next.isPresent(); next = blocks.take()) {
            all.add(next.get());
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(added);
        assertThat(blocks.pool().blocksTaken()).isEqualTo(30);
    }

    @Test
    void pool_atAnyTime_addsUp() {
        assertThat(blocks.pool()).isEqualTo(new CodePool(0, 0, 0, 0, 7, 0, SEVEN));
        blocks.reserve(1_000);
        blocks.add(block("a", 990));
        blocks.reserve(1_000);
        blocks.add(block("b", 1_000));
        blocks.reserve(500);
        blocks.take();

        assertThat(blocks.pool()).isEqualTo(new CodePool(1, 1_000, 1, 2_500, 7, 2_500, SEVEN));
    }
}
