package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.change.Changes;
import dev.terse.code.Code;
import dev.terse.link.ClickTotals;
import dev.terse.link.Creation;
import dev.terse.link.Edit;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.link.LinkQuery;
import dev.terse.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

abstract class LinkStoreContract extends StorageContract {
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));

    private static LinkContent fullContent() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("zeta", "1");
        metadata.put("alpha", "\"quoted\" and 'single' \\ / \u2028 ✓");
        return new LinkContent(
                new Target("https://example.com/a?b=%20c#d"),
                "Grüße ✓ 🎉",
                "a note\nof two lines",
                List.of("zebra", "ant", "Ünïcode"),
                metadata,
                Instant.parse("2026-01-01T00:00:00.001Z"),
                Instant.parse("2999-12-31T23:59:59.999Z"),
                new Target("https://example.com/gone"),
                307,
                true,
                true,
                true);
    }

    private List<Change> changesOf(Runnable work) {
        Changes.Cursor before = storage.changes().end();
        work.run();
        return storage.changes().since(before).changes();
    }

    @Test
    void create_everyMember_isFoundAsItWasGiven() {
        LinkDraft draft = draft(uniqueCode(), fullContent());

        Link created = create(draft);

        assertThat(created.content()).isEqualTo(fullContent());
        assertThat(created.id()).isEqualTo(draft.id());
        assertThat(created.version()).isOne();
        assertThat(created.clicks()).isEqualTo(ClickTotals.NONE);
        assertThat(storage.links().find(workspace, draft.id())).contains(created);
        assertThat(storage.links().findByCode(workspace, 1, draft.code())).contains(created);
        assertThat(List.copyOf(created.content().metadata().keySet())).containsExactly("zeta", "alpha");
    }

    @Test
    void create_finerTimeThanMilliseconds_isCut() {
        LinkDraft draft = new LinkDraft(
                uniqueText(), workspace, 1, uniqueCode(), content(), NOW.plusNanos(999_999), "key-1", null);

        Link created = create(draft);

        assertThat(created.createdAt()).isEqualTo(NOW);
        assertThat(storage.links().find(workspace, draft.id())).contains(created);
    }

    @Test
    void create_severalDrafts_outcomesAndNumbersStandInTheirOrder() {
        Code taken = create(draft()).code();
        List<LinkDraft> drafts =
                List.of(draft(new Code("zzz" + workspace)), draft(taken), draft(new Code("aaa" + workspace)));

        List<Creation> outcomes = storage.links().create(drafts);

        assertThat(outcomes.get(1)).isEqualTo(new Creation.CodeTaken());
        Link first = ((Creation.Created) outcomes.get(0)).link();
        Link third = ((Creation.Created) outcomes.get(2)).link();
        assertThat(first.code()).isEqualTo(drafts.get(0).code());
        assertThat(third.code()).isEqualTo(drafts.get(2).code());
        assertThat(first.number()).isLessThan(third.number());
        assertThat(storage.links().find(workspace, third.id())).contains(third);
    }

    @Test
    void create_oneCodeTwiceInACall_theFirstHasIt() {
        Code code = uniqueCode();
        List<LinkDraft> drafts = List.of(draft(code), draft(code), draft(code));

        List<Creation> outcomes = storage.links().create(drafts);

        assertThat(outcomes.get(0)).isInstanceOf(Creation.Created.class);
        assertThat(outcomes.subList(1, 3)).containsOnly(new Creation.CodeTaken());
        assertThat(storage.links().findByCode(workspace, 1, code).orElseThrow().id())
                .isEqualTo(drafts.getFirst().id());
    }

    @Test
    void create_oneCodeAThousandTimesInACall_theFirstHasIt() {
        Code code = uniqueCode();
        List<LinkDraft> drafts =
                IntStream.range(0, 1_000).mapToObj(_ -> draft(code)).toList();

        List<Creation> outcomes = storage.links().create(drafts);

        assertThat(((Creation.Created) outcomes.getFirst()).link().id())
                .isEqualTo(drafts.getFirst().id());
        assertThat(outcomes.subList(1, outcomes.size())).hasSize(999).containsOnly(new Creation.CodeTaken());
    }

    @Test
    void create_noDrafts_hasNoOutcomes() {
        assertThat(storage.links().create(List.of())).isEmpty();
        assertThat(storage.links().createAtomically(List.of())).isEmpty();
    }

    @Test
    void create_sameCodeOnAnotherDomain_isAnotherLink() {
        Code code = uniqueCode();
        create(draft(code));

        LinkDraft elsewhere = new LinkDraft(uniqueText(), workspace, 2, code, content(), NOW, "key-1", null);

        assertThat(create(elsewhere).domain()).isEqualTo(2);
    }

    @Test
    void create_codesThatDifferInCase_areTwo() {
        create(draft(new Code("CaSe" + workspace)));
        assertThat(create(draft(new Code("cAsE" + workspace)))).isNotNull();
    }

    @RepeatedTest(20)
    void create_oneCodeByAHundredAtOnce_hasOneOwner() {
        Code code = uniqueCode();

        List<Creation> outcomes = inParallel(
                100, () -> storage.links().create(List.of(draft(code))).getFirst());

        assertThat(outcomes.stream().filter(Creation.Created.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(new Creation.CodeTaken()::equals)).hasSize(99);
    }

    @RepeatedTest(5)
    void create_overlappingCallsInOppositeOrders_allEnd() {
        List<Code> codes = IntStream.range(0, 200).mapToObj(_ -> uniqueCode()).toList();
        List<List<Creation>> outcomes = inParallel(8, () -> {
            List<LinkDraft> drafts =
                    new ArrayList<>(codes.stream().map(this::draft).toList());
            Collections.shuffle(drafts);
            return storage.links().create(drafts);
        });

        long created = outcomes.stream()
                .flatMap(List::stream)
                .filter(Creation.Created.class::isInstance)
                .count();
        assertThat(created).isEqualTo(200);
    }

    @Test
    void create_codeOfADeletedLink_isTaken() {
        Link link = create(draft());
        storage.links().delete(workspace, link.id(), null, NOW);

        assertThat(storage.links().create(List.of(draft(link.code())))).containsExactly(new Creation.CodeTaken());
    }

    @Test
    void create_codeOfAnErasedLink_isTaken() {
        Link link = create(draft());
        storage.links().delete(workspace, link.id(), null, Instant.EPOCH);
        storage.retention().eraseLinksDeletedBefore(Instant.EPOCH.plusSeconds(1));

        assertThat(storage.links().create(List.of(draft(link.code())))).containsExactly(new Creation.CodeTaken());
    }

    @Test
    void create_codeOfAnExpiredLink_isTaken() {
        LinkContent expired = new LinkContent(
                new Target("https://example.com/"),
                null,
                null,
                List.of(),
                Map.of(),
                null,
                Instant.EPOCH,
                null,
                302,
                false,
                false,
                false);
        Link link = create(expired);

        assertThat(storage.links().create(List.of(draft(link.code())))).containsExactly(new Creation.CodeTaken());
    }

    @Test
    void create_inAnyWay_addsNoChange() {
        assertThat(changesOf(() -> {
                    create(draft());
                    storage.links().createAtomically(List.of(draft()));
                }))
                .isEmpty();
    }

    @Test
    void createAtomically_allFree_storesAll() {
        List<LinkDraft> drafts = List.of(draft(uniqueCode(), fullContent()), draft());

        List<Creation> outcomes = storage.links().createAtomically(drafts);

        for (int i = 0; i < drafts.size(); i++) {
            Link created = ((Creation.Created) outcomes.get(i)).link();
            assertThat(storage.links().find(workspace, drafts.get(i).id())).contains(created);
        }
    }

    @Test
    void createAtomically_oneTaken_storesNone() {
        Code taken = create(draft()).code();
        List<LinkDraft> drafts = List.of(draft(), draft(taken), draft());

        List<Creation> outcomes = storage.links().createAtomically(drafts);

        assertThat(outcomes.get(0)).isInstanceOf(Creation.Created.class);
        assertThat(outcomes.get(1)).isEqualTo(new Creation.CodeTaken());
        assertThat(outcomes.get(2)).isInstanceOf(Creation.Created.class);
        assertThat(storage.links().find(workspace, drafts.get(0).id())).isEmpty();
        assertThat(storage.links().findByCode(workspace, 1, drafts.get(2).code()))
                .isEmpty();
        assertThat(create(draft(drafts.get(2).code()))).isNotNull();
    }

    @Test
    void find_unknown_isEmpty() {
        assertThat(storage.links().find(workspace, "nobody")).isEmpty();
        assertThat(storage.links().findByCode(workspace, 1, new Code("nobody"))).isEmpty();
    }

    @Test
    void find_withClicks_hasTheirTotals() {
        Link link = create(draft());
        database.execute("insert into link_total (link, total, humans, bots, last_at) values (%d, 5, 3, 2, %d)"
                .formatted(link.number(), LATER.toEpochMilli()));

        assertThat(storage.links().find(workspace, link.id()).orElseThrow().clicks())
                .isEqualTo(new ClickTotals(5, 3, 2, LATER));
    }

    @Test
    void update_atTheNamedVersion_replacesContentAndAddsTheChange() {
        Link link = create(draft());

        List<Change> changes = changesOf(() -> {
            Edit edit = storage.links().update(workspace, link.id(), 1, fullContent(), LATER);
            Link now = ((Edit.Done) edit).link();
            assertThat(now.content()).isEqualTo(fullContent());
            assertThat(now.version()).isEqualTo(2);
            assertThat(now.updatedAt()).isEqualTo(LATER);
            assertThat(now.createdAt()).isEqualTo(link.createdAt());
            assertThat(now.number()).isEqualTo(link.number());
            assertThat(storage.links().find(workspace, link.id())).contains(now);
        });

        assertThat(changes).containsExactly(new Change.OfLink(1, link.code()));
    }

    @Test
    void update_fewerTags_removesTheOthers() {
        Link link = create(fullContent());

        Link now = ((Edit.Done) storage.links().update(workspace, link.id(), 1, content(), LATER)).link();

        assertThat(now.content()).isEqualTo(content());
        assertThat(database.number("select count(*) from link_tag where link = " + link.number()))
                .isZero();
    }

    @Test
    void update_atAnotherVersion_changesNothing() {
        Link link = create(draft());
        storage.links().update(workspace, link.id(), 1, content(), LATER);

        List<Change> changes =
                changesOf(() -> assertThat(storage.links().update(workspace, link.id(), 1, fullContent(), LATER))
                        .isEqualTo(new Edit.VersionMismatch(2)));

        assertThat(changes).isEmpty();
        assertThat(storage.links().find(workspace, link.id()).orElseThrow().content())
                .isEqualTo(content());
    }

    @Test
    void update_ofADeletedOrUnknownLink_findsNone() {
        Link link = create(draft());
        storage.links().delete(workspace, link.id(), null, LATER);

        assertThat(storage.links().update(workspace, link.id(), 1, content(), LATER))
                .isEqualTo(new Edit.NotFound());
        assertThat(storage.links().update(workspace, "nobody", 1, content(), LATER))
                .isEqualTo(new Edit.NotFound());
    }

    @RepeatedTest(5)
    void update_ofOneVersionByManyAtOnce_oneIsDone() {
        Link link = create(draft());

        List<Edit> edits = inParallel(20, () -> storage.links().update(workspace, link.id(), 1, fullContent(), LATER));

        assertThat(edits.stream().filter(Edit.Done.class::isInstance)).hasSize(1);
        assertThat(edits.stream().filter(new Edit.VersionMismatch(2)::equals)).hasSize(19);
    }

    @Test
    void delete_whateverVersion_hidesTheLinkAndAddsTheChange() {
        Link link = create(fullContent());

        List<Change> changes = changesOf(() -> assertThat(storage.links().delete(workspace, link.id(), null, LATER))
                .isEqualTo(new Edit.Done(link)));

        assertThat(changes).containsExactly(new Change.OfLink(1, link.code()));
        assertThat(storage.links().find(workspace, link.id())).isEmpty();
        assertThat(storage.links().findByCode(workspace, 1, link.code())).isEmpty();
        assertThat(storage.links().delete(workspace, link.id(), null, LATER)).isEqualTo(new Edit.NotFound());
    }

    @Test
    void delete_atAnotherVersion_changesNothing() {
        Link link = create(draft());

        assertThat(storage.links().delete(workspace, link.id(), 7, LATER)).isEqualTo(new Edit.VersionMismatch(1));
        assertThat(storage.links().find(workspace, link.id())).contains(link);
        assertThat(storage.links().delete(workspace, link.id(), 1, LATER)).isInstanceOf(Edit.Done.class);
    }

    @RepeatedTest(5)
    void delete_byManyAtOnce_oneIsDoneAndOneChangeIsAdded() {
        Link link = create(draft());

        List<Change> changes = changesOf(() -> {
            List<Edit> edits = inParallel(20, () -> storage.links().delete(workspace, link.id(), null, LATER));
            assertThat(edits.stream().filter(Edit.Done.class::isInstance)).hasSize(1);
        });

        assertThat(changes).containsExactly(new Change.OfLink(1, link.code()));
    }

    @Test
    void everyMethod_ofAnotherWorkspace_seesNothing() {
        Link link = create(fullContent());
        long other = workspace + 1_000_000;
        LinkQuery all = new LinkQuery(null, null, null, null, LinkQuery.Sort.CREATED, NOW, 100, null);
        LinkQuery tagged = new LinkQuery(null, "ant", null, null, LinkQuery.Sort.UPDATED, NOW, 100, null);

        assertThat(storage.links().find(other, link.id())).isEmpty();
        assertThat(storage.links().findByCode(other, 1, link.code())).isEmpty();
        assertThat(storage.links().list(other, all).links()).isEmpty();
        assertThat(storage.links().list(other, tagged).links()).isEmpty();
        assertThat(storage.links().update(other, link.id(), 1, content(), LATER))
                .isEqualTo(new Edit.NotFound());
        assertThat(storage.links().update(other, link.id(), 9, content(), LATER))
                .isEqualTo(new Edit.NotFound());
        assertThat(storage.links().delete(other, link.id(), null, LATER)).isEqualTo(new Edit.NotFound());
        assertThat(storage.links().delete(other, link.id(), 9, LATER)).isEqualTo(new Edit.NotFound());
        assertThat(storage.links().find(workspace, link.id())).contains(link);
        LinkDraft elsewhere = new LinkDraft(uniqueText(), other, 1, link.code(), content(), NOW, "key-1", null);
        assertThat(storage.links().create(List.of(elsewhere))).containsExactly(new Creation.CodeTaken());
    }
}
