package dev.terse.bench;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.storage.SqlStorage;
import dev.terse.store.Installation;
import dev.terse.target.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts links into a store that this process has open. */
final class StoredLinks {
    private static final int DRAFTS = 1_000;

    private StoredLinks() {}

    /** Makes so many links on the default domain, and returns them in their order. */
    static List<Link> make(SqlStorage storage, int count) {
        Installation installation = storage.installation();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<Link> links = new ArrayList<>();
        while (links.size() < count) {
            List<LinkDraft> drafts = new ArrayList<>();
            for (int i = links.size(); i < count && drafts.size() < DRAFTS; i++) {
                drafts.add(new LinkDraft(
                        String.format(Locale.ROOT, "01BENCH%019d", i),
                        installation.workspace(),
                        installation.domain(),
                        new Code("link-" + i),
                        LinkContent.to(new Target("https://example.com/" + i)),
                        now,
                        "bench",
                        null));
            }
            for (Creation creation : storage.links().create(drafts)) {
                if (!(creation instanceof Creation.Created created)) {
                    throw new ScenarioFailure("a link could not be made: " + creation);
                }
                links.add(created.link());
            }
        }
        return links;
    }
}
