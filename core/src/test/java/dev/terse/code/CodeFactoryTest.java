package dev.terse.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.store.Secret;
import dev.terse.store.StorageUnavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeFactoryTest {
    private final MemoryCodeBlocks blocks = new MemoryCodeBlocks();
    private final Secret secret = CodeCipherTest.secret(7);
    private final CodeFactory factory = new CodeFactory(secret, blocks);

    @ParameterizedTest
    @CsvSource({"7, 2207984167552", "8, 128063081718016", "9, 7427658739644928", "10, 430804206899405824"})
    void numbersOf_lengthInUse_is58ToItsPower(int length, long numbers) {
        assertThat(CodeFactory.numbersOf(length)).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 6, 11, 64})
    void numbersOf_otherLength_isRefused(int length) {
        assertThatThrownBy(() -> CodeFactory.numbersOf(length)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void alphabet_has58DifferentCharactersWithoutLookAlikes() {
        assertThat(CodeFactory.ALPHABET.chars().distinct()).hasSize(58);
        assertThat(CodeFactory.ALPHABET).matches("[A-Za-z0-9]{58}").doesNotContain("0", "O", "I", "l");
    }

    @Test
    void make_tenThousandCodes_neverRepeatsOne() {
        List<Code> codes = new ArrayList<>();
        while (codes.size() < 10_000) {
            codes.addAll(factory.make().codes());
        }

        assertThat(new HashSet<>(codes)).hasSameSizeAs(codes);
        assertThat(codes).allMatch(code -> code.value().matches("[" + CodeFactory.ALPHABET + "]{7}"));
    }

    @Test
    void make_block_isOfOneReservationAndNearlyFull() {
        CodeBlock block = factory.make();

        assertThat(blocks.numbersGiven()).isEqualTo(CodeBlock.SIZE);
        assertThat(block.codes()).hasSizeBetween(950, CodeBlock.SIZE);
    }

    @Test
    void make_offensiveCodes_areLeftOut() {
        List<Code> all = new CodeCipher(secret).encrypt(new CodeNumbers(7, 0, CodeBlock.SIZE));
        List<Code> offensive = all.stream()
                .filter(code -> OffensiveWords.occurIn(code.value()))
                .toList();

        List<Code> made = factory.make().codes();

        assertThat(offensive).isNotEmpty();
        assertThat(made).doesNotContainAnyElementsOf(offensive);
        assertThat(made.size() + offensive.size()).isEqualTo(CodeBlock.SIZE);
    }

    @Test
    void make_reservedCode_isLeftOut() {
        long number = CodeCipherTest.numberOf(secret, new Code("PreView"));
        blocks.goOn(7, number);

        List<Code> made = factory.make().codes();

        assertThat(new CodeCipher(secret).encrypt(new CodeNumbers(7, number, 1)))
                .containsExactly(new Code("PreView"));
        assertThat(made).doesNotContain(new Code("PreView"));
    }

    @Test
    void make_codeThatALinkHas_isLeftOut() {
        List<Code> made = factory.make().codes();
        Set<Code> used = Set.of(made.getFirst(), made.get(500), made.getLast());
        used.forEach(blocks::use);
        blocks.goOn(7, 0);

        List<Code> madeAgain = factory.make().codes();

        assertThat(madeAgain).hasSize(made.size() - 3).doesNotContainAnyElementsOf(used);
    }

    @Test
    void make_wholeBlockTaken_goesOnToTheNext() {
        factory.make().codes().forEach(blocks::use);
        blocks.goOn(7, 0);

        List<Code> made = factory.make().codes();

        assertThat(made).isNotEmpty();
        assertThat(blocks.numbersGiven()).isEqualTo(2 * CodeBlock.SIZE);
    }

    @Test
    void make_lengthUsedUp_growsByOne() {
        long last = CodeFactory.numbersOf(7) - CodeBlock.SIZE;
        blocks.goOn(7, last);

        assertThat(factory.make().codes()).allMatch(code -> code.value().length() == 7);
        assertThat(factory.make().codes()).allMatch(code -> code.value().length() == 8);
    }

    @Test
    void make_storeDown_saysSo() {
        blocks.down(true);

        assertThatThrownBy(factory::make).isInstanceOf(StorageUnavailable.class);
    }
}
