package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.Idempotency;
import dev.terse.link.LinkDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

abstract class IdempotencyContract extends StorageContract {
    private LinkDraft draft(Code code, Instant at, String key, String fingerprint) {
        String id = uniqueText();
        return new LinkDraft(
                id, workspace, 1, code, content(), at, "key-1", new Idempotency(key, fingerprint, "answer " + id));
    }

    private LinkDraft draft(String key, String fingerprint) {
        return draft(uniqueCode(), NOW, key, fingerprint);
    }

    private Creation createOne(LinkDraft draft) {
        return storage.links().create(List.of(draft)).getFirst();
    }

    @Test
    void create_keyUsedForTheSame_answersLikeTheFirst() {
        String key = uniqueText();
        LinkDraft first = draft(key, "f1");
        LinkDraft second = draft(key, "f1");

        assertThat(createOne(first)).isInstanceOf(Creation.Created.class);
        assertThat(createOne(second)).isEqualTo(new Creation.Replayed("answer " + first.id()));
        assertThat(storage.links().find(workspace, second.id())).isEmpty();
        assertThat(storage.links().findByCode(workspace, 1, second.code())).isEmpty();
    }

    @Test
    void create_keyUsedForAnother_isAMismatch() {
        String key = uniqueText();
        createOne(draft(key, "f1"));
        LinkDraft second = draft(key, "f2");

        assertThat(createOne(second)).isEqualTo(new Creation.IdempotencyMismatch());
        assertThat(storage.links().find(workspace, second.id())).isEmpty();
    }

    @Test
    void create_keyUsedInAnotherWorkspace_isAnotherKey() {
        String key = uniqueText();
        createOne(draft(key, "f1"));
        workspace++;

        assertThat(createOne(draft(key, "f2"))).isInstanceOf(Creation.Created.class);
    }

    @Test
    void create_codeTaken_leavesTheKeyFree() {
        String key = uniqueText();
        Code taken = create(draft()).code();

        assertThat(createOne(draft(taken, NOW, key, "f1"))).isEqualTo(new Creation.CodeTaken());
        assertThat(createOne(draft(key, "f2"))).isInstanceOf(Creation.Created.class);
    }

    @Test
    void create_keyOfADayAgo_isFreeAgain() {
        String key = uniqueText();
        createOne(draft(uniqueCode(), NOW, key, "f1"));
        LinkDraft almost = draft(uniqueCode(), NOW.plus(Duration.ofHours(24)).minusMillis(1), key, "f2");
        LinkDraft after = draft(uniqueCode(), NOW.plus(Duration.ofHours(24)), key, "f2");

        assertThat(createOne(almost)).isEqualTo(new Creation.IdempotencyMismatch());
        assertThat(createOne(after)).isInstanceOf(Creation.Created.class);
        assertThat(createOne(draft(uniqueCode(), after.createdAt(), key, "f2")))
                .isEqualTo(new Creation.Replayed("answer " + after.id()));
    }

    @Test
    void idempotency_keyInUse_isItsRecordForADay() {
        LinkDraft first = draft(uniqueText(), "f1");
        createOne(first);
        String key = Objects.requireNonNull(first.idempotency()).key();

        assertThat(storage.links().idempotency(workspace, key, NOW)).contains(first.idempotency());
        assertThat(storage.links()
                        .idempotency(
                                workspace, key, NOW.plus(Duration.ofHours(24)).minusMillis(1)))
                .contains(first.idempotency());
        assertThat(storage.links().idempotency(workspace, key, NOW.plus(Duration.ofHours(24))))
                .isEmpty();
        assertThat(storage.links().idempotency(workspace, uniqueText(), NOW)).isEmpty();
        assertThat(storage.links().idempotency(workspace + 1, key, NOW)).isEmpty();
    }

    @Test
    void create_oneKeySeveralTimesInACall_goesByTheFirst() {
        String key = uniqueText();
        LinkDraft first = draft(key, "f1");

        List<Creation> outcomes =
                storage.links().create(List.of(first, draft(key, "f1"), draft(key, "f2"), draft(uniqueText(), "f1")));

        assertThat(outcomes.get(0)).isInstanceOf(Creation.Created.class);
        assertThat(outcomes.get(1)).isEqualTo(new Creation.Replayed("answer " + first.id()));
        assertThat(outcomes.get(2)).isEqualTo(new Creation.IdempotencyMismatch());
        assertThat(outcomes.get(3)).isInstanceOf(Creation.Created.class);
    }

    @Test
    void create_oneKeyTwiceInACallWhereTheFirstFindsItsCodeTaken_storesTheSecond() {
        String key = uniqueText();
        Code taken = create(draft()).code();
        LinkDraft second = draft(key, "f2");

        List<Creation> outcomes = storage.links().create(List.of(draft(taken, NOW, key, "f1"), second));

        assertThat(outcomes.get(0)).isEqualTo(new Creation.CodeTaken());
        assertThat(outcomes.get(1)).isInstanceOf(Creation.Created.class);
        assertThat(createOne(draft(key, "f2"))).isEqualTo(new Creation.Replayed("answer " + second.id()));
    }

    @Test
    void create_oneCodeSeveralTimesInACall_leavesTheLaterKeysFree() {
        Code code = uniqueCode();
        List<LinkDraft> drafts = Stream.generate(() -> draft(code, NOW, uniqueText(), "f1"))
                .limit(5)
                .toList();

        List<Creation> outcomes = storage.links().create(drafts);

        assertThat(outcomes.getFirst()).isInstanceOf(Creation.Created.class);
        assertThat(outcomes.subList(1, 5)).containsOnly(new Creation.CodeTaken());
        assertThat(database.number("select count(*) from idempotency where workspace = " + workspace))
                .isOne();
    }

    @Test
    void create_oneCodeInACallWhereTheFirstIsARepetition_theNextHasIt() {
        String key = uniqueText();
        LinkDraft earlier = draft(key, "f1");
        createOne(earlier);
        Code code = uniqueCode();

        List<Creation> outcomes =
                storage.links().create(List.of(draft(code, NOW, key, "f1"), draft(code), draft(code)));

        assertThat(outcomes.get(0)).isEqualTo(new Creation.Replayed("answer " + earlier.id()));
        assertThat(outcomes.get(1)).isInstanceOf(Creation.Created.class);
        assertThat(outcomes.get(2)).isEqualTo(new Creation.CodeTaken());
    }

    @RepeatedTest(10)
    void create_twinsAtOnce_oneIsStoredAndTheOthersAnswerLikeIt() {
        String key = uniqueText();

        List<Creation> outcomes = inParallel(50, () -> createOne(draft(key, "f1")));

        List<Creation> created =
                outcomes.stream().filter(Creation.Created.class::isInstance).toList();
        assertThat(created).hasSize(1);
        String id = ((Creation.Created) created.getFirst()).link().id();
        assertThat(outcomes.stream().filter(new Creation.Replayed("answer " + id)::equals))
                .hasSize(49);
        assertThat(database.number("select count(*) from link where workspace = " + workspace))
                .isOne();
    }

    @RepeatedTest(5)
    void create_manyKeysByManyAtOnce_allEndAndEachKeyHasOneLink() {
        List<String> keys =
                Stream.generate(StorageContract::uniqueText).limit(50).toList();

        inParallel(10, () -> {
            List<String> order = new ArrayList<>(keys);
            Collections.shuffle(order);
            return storage.links()
                    .create(order.stream().map(key -> draft(key, "f1")).toList());
        });

        assertThat(database.number("select count(*) from link where workspace = " + workspace))
                .isEqualTo(50);
        assertThat(database.number("select count(*) from idempotency where workspace = " + workspace))
                .isEqualTo(50);
    }
}
