package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.click.VisitorHash;
import dev.terse.click.VisitorKeys;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class VisitorKeysContract extends StorageContract {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final byte[] VISITOR = {1, 2, 3, 4};

    private SqlStorage first;
    private SqlStorage second;

    private SqlStorage openAnother() {
        return SqlStorage.open(database.url(), StorageOptions.DEFAULT, new SecureRandom(), () -> NOW);
    }

    @BeforeEach
    void openTwo() {
        database.execute("delete from visitor_key");
        first = openAnother();
        second = openAnother();
    }

    @AfterEach
    void closeBoth() {
        first.close();
        second.close();
    }

    private static long hash(VisitorKeys keys, LocalDate day) {
        VisitorHash hash = keys.of(day);
        assertThat(hash.day()).isEqualTo(day);
        return hash.of(VISITOR, VISITOR.length);
    }

    @Test
    void of_aDay_isTheSameInAllProcesses() {
        for (LocalDate day : List.of(TODAY.minusDays(1), TODAY, TODAY.plusDays(1))) {
            long hash = hash(first.visitorKeys(), day);

            assertThat(hash(second.visitorKeys(), day)).isEqualTo(hash);
            assertThat(hash(first.visitorKeys(), day)).isEqualTo(hash);
        }
    }

    @Test
    void of_otherDays_isAnotherKey() {
        assertThat(hash(first.visitorKeys(), TODAY)).isNotEqualTo(hash(first.visitorKeys(), TODAY.plusDays(1)));
    }

    @Test
    void of_askedByManyAtOnce_isOneKey() {
        List<Long> hashes = inParallel(
                8, () -> hash((Thread.currentThread().threadId() % 2 == 0 ? first : second).visitorKeys(), TODAY));

        assertThat(hashes).containsOnly(hashes.getFirst());
    }

    @Test
    void of_aDayFartherAway_isRefused() {
        for (LocalDate day : List.of(TODAY.minusDays(2), TODAY.plusDays(2), LocalDate.EPOCH)) {
            assertThatThrownBy(() -> first.visitorKeys().of(day)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(database.number("select count(*) from visitor_key")).isZero();
    }

    @Test
    void destroyBefore_aDay_removesTheKeysOfThoseBefore() {
        long yesterday = hash(first.visitorKeys(), TODAY.minusDays(1));
        long today = hash(first.visitorKeys(), TODAY);

        assertThat(second.visitorKeys().destroyBefore(TODAY)).isOne();
        assertThat(second.visitorKeys().destroyBefore(TODAY)).isZero();

        assertThat(database.number("select count(*) from visitor_key")).isOne();
        assertThat(hash(first.visitorKeys(), TODAY)).isEqualTo(today);
        assertThat(hash(first.visitorKeys(), TODAY.minusDays(1))).isNotEqualTo(yesterday);
    }
}
