package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.link.LinkState;
import dev.terse.link.ServedLink;
import dev.terse.target.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

abstract class ServedLinksContract extends StorageContract {
    @Test
    void find_everyMember_isAsTheOwnerSetIt() {
        LinkContent content = new LinkContent(
                new Target("https://example.com/?a=1"),
                "a title",
                "a note",
                List.of("tag"),
                Map.of(),
                Instant.EPOCH,
                NOW,
                new Target("https://example.com/gone"),
                308,
                true,
                false,
                true);
        Link link = create(content);

        assertThat(storage.servedLinks().find(1, link.code()))
                .contains(new ServedLink(
                        link.number(),
                        content.target(),
                        "a title",
                        Instant.EPOCH,
                        NOW,
                        content.fallback(),
                        308,
                        true,
                        false,
                        true,
                        false,
                        false,
                        link.createdAt()));
    }

    @Test
    void find_unknownCodeOrDomain_isEmpty() {
        Link link = create(draft());

        assertThat(storage.servedLinks().find(1, new Code("never-made"))).isEmpty();
        assertThat(storage.servedLinks().find(2, link.code())).isEmpty();
    }

    @Test
    void find_codeInAnotherCase_isEmpty() {
        create(draft(new Code("CasE" + workspace)));

        assertThat(storage.servedLinks().find(1, new Code("case" + workspace))).isEmpty();
    }

    @Test
    void find_codeOnTwoDomains_goesByDomain() {
        Link link = create(draft());
        Link other = create(new LinkDraft(uniqueText(), workspace, 2, link.code(), content(), NOW, "key-1", null));

        assertThat(storage.servedLinks().find(1, link.code()).orElseThrow().number())
                .isEqualTo(link.number());
        assertThat(storage.servedLinks().find(2, link.code()).orElseThrow().number())
                .isEqualTo(other.number());
    }

    @Test
    void find_deletedAndErasedLinks_areKnownAsSuch() {
        Link link = create(draft());
        storage.links().delete(workspace, link.id(), null, Instant.EPOCH);

        assertThat(storage.servedLinks().find(1, link.code()).orElseThrow().state(NOW))
                .isEqualTo(LinkState.DELETED);
        storage.retention().eraseLinksDeletedBefore(Instant.EPOCH.plusSeconds(1));

        ServedLink erased = storage.servedLinks().find(1, link.code()).orElseThrow();
        assertThat(erased.state(NOW)).isEqualTo(LinkState.DELETED);
        assertThat(erased.target()).isNull();
        assertThat(erased.number()).isEqualTo(link.number());
    }

    @Test
    void find_bannedLink_isBanned() {
        Link link = create(draft());
        database.execute("update link set banned = true where number = " + link.number());

        assertThat(storage.servedLinks().find(1, link.code()).orElseThrow().state(NOW))
                .isEqualTo(LinkState.BANNED);
        assertThat(storage.links().find(workspace, link.id()).orElseThrow().banned())
                .isTrue();
    }
}
