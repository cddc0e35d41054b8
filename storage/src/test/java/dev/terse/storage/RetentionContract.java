package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.change.Change;
import dev.terse.change.Changes;
import dev.terse.link.Creation;
import dev.terse.link.Idempotency;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class RetentionContract extends StorageContract {
    private static final Instant LATER = NOW.plusSeconds(60);

    @BeforeEach
    void empty() {
        database.execute("delete from link");
        database.execute("delete from link_tag");
        database.execute("delete from idempotency");
    }

    private static LinkContent expiring(@Nullable Instant at) {
        return new LinkContent(
                new Target("https://example.com/"),
                "title",
                "note",
                List.of("tag"),
                Map.of("a", "b"),
                null,
                at,
                new Target("https://example.com/gone"),
                302,
                false,
                false,
                false);
    }

    private void createMany(int count, LinkContent content) {
        List<LinkDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(draft(uniqueCode(), content));
        }
        assertThat(storage.links().create(drafts)).hasSize(count);
    }

    @Test
    void deleteLinksExpiredBefore_theInstant_deletesThoseAndAddsTheirChanges() {
        Link expired = create(expiring(NOW.minusMillis(1)));
        Link expiring = create(expiring(NOW));
        Link lasting = create(expiring(null));
        Changes.Cursor before = storage.changes().end();

        assertThat(storage.retention().deleteLinksExpiredBefore(NOW, LATER)).isOne();
        assertThat(storage.retention().deleteLinksExpiredBefore(NOW, LATER)).isZero();

        assertThat(storage.changes().since(before).changes()).containsExactly(new Change.OfLink(1, expired.code()));
        assertThat(storage.links().find(workspace, expired.id())).isEmpty();
        assertThat(storage.links().find(workspace, expiring.id())).isPresent();
        assertThat(storage.links().find(workspace, lasting.id())).isPresent();
        assertThat(storage.links().create(List.of(draft(expired.code())))).containsExactly(new Creation.CodeTaken());
    }

    @Test
    void deleteLinksExpiredBefore_manyLinks_goesInPieces() {
        createMany(1_500, expiring(Instant.EPOCH));
        Changes.Cursor before = storage.changes().end();

        assertThat(storage.retention().deleteLinksExpiredBefore(NOW, LATER)).isEqualTo(1_000);
        assertThat(storage.retention().deleteLinksExpiredBefore(NOW, LATER)).isEqualTo(500);
        assertThat(storage.retention().deleteLinksExpiredBefore(NOW, LATER)).isZero();
        assertThat(storage.changes().since(before).changes()).hasSize(1_500);
    }

    @Test
    void eraseLinksDeletedBefore_theInstant_emptiesThemAndKeepsNumberAndCode() {
        Link erased = create(expiring(null));
        Link deleted = create(expiring(null));
        Link kept = create(expiring(null));
        storage.links().delete(workspace, erased.id(), null, NOW.minusMillis(1));
        storage.links().delete(workspace, deleted.id(), null, NOW);

        assertThat(storage.retention().eraseLinksDeletedBefore(NOW)).isOne();
        assertThat(storage.retention().eraseLinksDeletedBefore(NOW)).isZero();

        assertThat(database.number("""
                        select count(*) from link where target is null and title is null and note is null
                            and metadata is null and fallback is null and number = %d and code = '%s'""".formatted(erased.number(), erased.code())))
                .isOne();
        assertThat(database.number("select count(*) from link_tag where link = " + erased.number()))
                .isZero();
        assertThat(storage.servedLinks().find(1, deleted.code()).orElseThrow().target())
                .isNotNull();
        assertThat(storage.links().find(workspace, kept.id())).contains(kept);
    }

    @Test
    void eraseLinksDeletedBefore_manyLinks_goesInPieces() {
        createMany(1_200, expiring(Instant.EPOCH));
        while (storage.retention().deleteLinksExpiredBefore(NOW, Instant.EPOCH) > 0) {}

        assertThat(storage.retention().eraseLinksDeletedBefore(NOW)).isEqualTo(1_000);
        assertThat(storage.retention().eraseLinksDeletedBefore(NOW)).isEqualTo(200);
        assertThat(storage.retention().eraseLinksDeletedBefore(NOW)).isZero();
    }

    @Test
    void pruneIdempotencyBefore_theInstant_freesThoseKeys() {
        String old = uniqueText();
        String young = uniqueText();
        storage.links().create(List.of(keyed(old, NOW.minusMillis(1)), keyed(young, NOW)));

        assertThat(storage.retention().pruneIdempotencyBefore(NOW)).isOne();
        assertThat(storage.retention().pruneIdempotencyBefore(NOW)).isZero();

        assertThat(storage.links().create(List.of(keyed(old, NOW), keyed(young, NOW))))
                .satisfiesExactly(
                        outcome -> assertThat(outcome).isInstanceOf(Creation.Created.class),
                        outcome -> assertThat(outcome).isInstanceOf(Creation.Replayed.class));
    }

    private LinkDraft keyed(String key, Instant at) {
        return new LinkDraft(
                uniqueText(), workspace, 1, uniqueCode(), content(), at, "key-1", new Idempotency(key, "f1", "answer"));
    }

    @Test
    void pruneChangesBefore_theInstant_goesInPieces() {
        createMany(1_100, expiring(Instant.EPOCH));
        while (storage.retention().deleteLinksExpiredBefore(NOW, Instant.EPOCH) > 0) {}

        int pruned = 0;
        for (int piece = -1; piece != 0; pruned += piece) {
            piece = storage.retention().pruneChangesBefore(Instant.EPOCH.plusMillis(1));
            assertThat(piece).isLessThanOrEqualTo(1_000);
        }
        assertThat(pruned).isGreaterThanOrEqualTo(1_100);
    }

    @Test
    void everyMethod_byManyAtOnce_doesEachPieceOnce() {
        createMany(3_000, expiring(Instant.EPOCH));
        Changes.Cursor before = storage.changes().end();

        List<Integer> deleted = inParallel(6, () -> {
            int sum = 0;
            for (int piece = -1; piece != 0; sum += piece) {
                piece = storage.retention().deleteLinksExpiredBefore(NOW, Instant.EPOCH);
            }
            return sum;
        });

        assertThat(deleted.stream().mapToInt(i -> i).sum()).isEqualTo(3_000);
        assertThat(storage.changes().since(before).changes()).hasSize(3_000).doesNotHaveDuplicates();
    }
}
