package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terse.link.Idempotency;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.store.StorageUnavailable;
import dev.terse.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drafts that the database refuses with an error, among others that are committed in the same group. */
abstract class PoisonContract extends StorageContract {
    private static final LinkContent POISON = new LinkContent(
            new Target("https://example.com/"),
            "poison",
            null,
            List.of(),
            Map.of(),
            null,
            null,
            null,
            302,
            false,
            false,
            false);

    @BeforeAll
    void poison() {
        database.poison("poison").forEach(database::execute);
    }

    private long stored() {
        return database.number("select count(*) from link where workspace = " + workspace);
    }

    @Test
    void create_aRefusedDraftAmongOthersOfTheCall_theOthersAreStored() {
        List<LinkDraft> drafts = new ArrayList<>(List.of(draft(), draft(), draft()));
        drafts.add(1, draft(uniqueCode(), POISON));

        assertThatThrownBy(() -> storage.links().create(drafts))
                .hasStackTraceContaining("poisoned")
                .isNotInstanceOf(StorageUnavailable.class);

        assertThat(stored()).isEqualTo(3);
    }

    @Test
    void create_refusedDraftsOfOtherCallers_touchNobodyElse() {
        AtomicInteger turn = new AtomicInteger();

        List<Boolean> failed = inParallel(200, () -> {
            boolean poisoned = turn.getAndIncrement() % 10 == 0;
            try {
                storage.links().create(List.of(poisoned ? draft(uniqueCode(), POISON) : draft()));
                assertThat(poisoned).isFalse();
                return false;
            } catch (RuntimeException e) {
                assertThat(poisoned).as(e.toString()).isTrue();
                return true;
            }
        });

        assertThat(failed.stream().filter(Boolean::booleanValue)).hasSize(20);
        assertThat(stored()).isEqualTo(180);
    }

    @Test
    void create_refusedDraftWithAKey_leavesNoRecord() {
        LinkDraft draft = new LinkDraft(
                uniqueText(),
                workspace,
                1,
                uniqueCode(),
                POISON,
                NOW,
                "key-1",
                new Idempotency(uniqueText(), "f1", "answer"));

        assertThatThrownBy(() -> storage.links().create(List.of(draft))).hasStackTraceContaining("poisoned");

        assertThat(database.number("select count(*) from idempotency where workspace = " + workspace))
                .isZero();
    }

    @Test
    void createAtomically_aRefusedDraft_storesNone() {
        assertThatThrownBy(() -> storage.links().createAtomically(List.of(draft(), draft(uniqueCode(), POISON))))
                .hasStackTraceContaining("poisoned");

        assertThat(stored()).isZero();
    }
}
