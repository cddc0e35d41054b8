package dev.terse.create;

import dev.terse.code.Code;
import dev.terse.code.CodeSource;
import dev.terse.key.ApiKey;
import dev.terse.link.ClickTotals;
import dev.terse.link.Creation;
import dev.terse.link.Idempotency;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.link.LinkStore;
import dev.terse.store.StorageUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each link that is to be created its id and its code, and has it stored. A generated code that turns out to be
 * taken is drawn again, so that {@link Creation.CodeTaken} is an outcome of chosen codes only.
 */
final class LinkCreator {
    /** Draws in a row that may find taken codes only; more than one is rare, this many means that codes are broken. */
    private static final int MAX_DRAWS = 50;

    private final LinkStore links;
    private final CodeSource codes;
    private final PublicIds ids;
    private final LinkJson json;
    private final long domain;

    LinkCreator(LinkStore links, CodeSource codes, PublicIds ids, LinkJson json, long domain) {
        this.links = links;
        this.codes = codes;
        this.ids = ids;
        this.json = json;
        this.domain = domain;
    }

    /**
     * A link that somebody wants.
     *
     * @param code the chosen one, null for a generated one
     * @param repeat null where the request is no repeatable one
     */
    record Wanted(
            @Nullable Code code,
            LinkContent content,
            @Nullable Repeat repeat) {}

    /** A client's promise that requests under {@code key} are this one, whose {@code fingerprint} is SHA-256 in hex. */
    record Repeat(String key, String fingerprint) {}

    /** Has each link stored for itself; the outcomes stand in the order of {@code wanted}. */
    List<Creation> each(List<Wanted> wanted, ApiKey key, Instant now) {
        List<Creation> outcomes = new ArrayList<>(links.create(drafts(wanted, key, now)));
        for (int draw = 1; ; draw++) {
            List<Integer> again = unlucky(wanted, outcomes);
            if (again.isEmpty()) {
                return outcomes;
            }
            if (draw == MAX_DRAWS) {
                throw new StorageUnavailable("no free code among " + MAX_DRAWS + " that were drawn");
            }
            List<Wanted> rest = again.stream().map(wanted::get).toList();
            List<Creation> drawn = links.create(drafts(rest, key, now));
            for (int i = 0; i < again.size(); i++) {
                outcomes.set(again.get(i), drawn.get(i));
            }
        }
    }

    /** Has all links stored or none: none where an outcome is {@link Creation.CodeTaken}. */
    List<Creation> together(List<Wanted> wanted, ApiKey key, Instant now) {
        List<LinkDraft> drafts = drafts(wanted, key, now);
        for (int draw = 1; draw <= MAX_DRAWS; draw++) {
            List<Creation> outcomes = links.createAtomically(drafts);
            List<Integer> again = unlucky(wanted, outcomes);
            boolean chosenTaken = outcomes.stream()
                            .filter(outcome -> outcome instanceof Creation.CodeTaken)
                            .count()
                    > again.size();
            if (again.isEmpty() || chosenTaken) {
                return outcomes;
            }
            for (int i : again) {
                drafts.set(i, draft(wanted.get(i), key, now));
            }
        }
        throw new StorageUnavailable("no free code among " + MAX_DRAWS + " that were drawn");
    }

    /** What the creation of {@code link} answers, the first time and whenever it is repeated. */
    byte[] answer(Link link) {
        return json.bytes(link, link.createdAt());
    }

    private static List<Integer> unlucky(List<Wanted> wanted, List<Creation> outcomes) {
        List<Integer> unlucky = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Creation.CodeTaken && wanted.get(i).code() == null) {
                unlucky.add(i);
            }
        }
        return unlucky;
    }

    private List<LinkDraft> drafts(List<Wanted> wanted, ApiKey key, Instant now) {
        List<LinkDraft> drafts = new ArrayList<>(wanted.size());
        for (Wanted one : wanted) {
            drafts.add(draft(one, key, now));
        }
        return drafts;
    }

    private LinkDraft draft(Wanted wanted, ApiKey key, Instant now) {
        String id = ids.next(now);
        Code chosen = wanted.code();
        Code code = chosen != null ? chosen : codes.next();
        Repeat repeat = wanted.repeat();
        Idempotency idempotency = null;
        if (repeat != null) {
            Link link = new Link(
                    0,
                    id,
                    key.workspace(),
                    domain,
                    code,
                    wanted.content(),
                    false,
                    ClickTotals.NONE,
                    now,
                    now,
                    key.id(),
                    1);
            idempotency = new Idempotency(
                    repeat.key(), repeat.fingerprint(), new String(answer(link), StandardCharsets.UTF_8));
        }
        return new LinkDraft(id, key.workspace(), domain, code, wanted.content(), now, key.id(), idempotency);
    }
}
