package dev.terse.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.link.Creation;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkDraft;
import dev.terse.link.LinkPage;
import dev.terse.link.LinkQuery;
import dev.terse.link.LinkQuery.Position;
import dev.terse.link.LinkQuery.Sort;
import dev.terse.link.LinkState;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats;
import dev.terse.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

abstract class LinkListContract extends StorageContract {
    private static LinkQuery query(Sort sort, int limit, @Nullable Position after) {
        return new LinkQuery(null, null, null, null, sort, NOW, limit, after);
    }

    private List<Link> all(LinkQuery query) {
        List<Link> links = new ArrayList<>();
        LinkQuery next = query;
        while (true) {
            LinkPage page = storage.links().list(workspace, next);
            links.addAll(page.links());
            assertThat(links).as("pages that never end").hasSizeLessThan(100_000);
            assertThat(page.links()).hasSizeLessThanOrEqualTo(query.limit());
            if (page.next() == null) {
                return links;
            }
            assertThat(page.links()).hasSize(query.limit());
            next = new LinkQuery(
                    query.text(),
                    query.tag(),
                    query.domain(),
                    query.state(),
                    query.sort(),
                    query.now(),
                    query.limit(),
                    page.next());
        }
    }

    private List<Link> texts(String text) {
        return all(new LinkQuery(text, null, null, null, Sort.CREATED, NOW, 100, null));
    }

    private static LinkContent titled(@Nullable String title, List<String> tags) {
        return new LinkContent(
                new Target("https://example.com/page"),
                title,
                null,
                tags,
                Map.of(),
                null,
                null,
                null,
                302,
                false,
                false,
                false);
    }

    private List<Link> createMany(int count) {
        List<LinkDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(draft());
        }
        return storage.links().create(drafts).stream()
                .map(outcome -> ((Creation.Created) outcome).link())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void list_pageAfterPage_hasEachLinkOnceNewestFirst(Sort sort) {
        List<Link> created = createMany(25);

        assertThat(all(query(sort, 10, null))).containsExactlyElementsOf(created.reversed());
        assertThat(all(query(sort, 5, null))).containsExactlyElementsOf(created.reversed());
        assertThat(all(query(sort, 100, null))).containsExactlyElementsOf(created.reversed());
    }

    @Test
    void list_ofAnEmptyWorkspace_isEmptyAndTheLast() {
        assertThat(storage.links().list(workspace, query(Sort.CREATED, 10, null)))
                .isEqualTo(new LinkPage(List.of(), null));
    }

    @Test
    void list_byUpdate_beginsWithTheOneThatWasEditedLast() {
        List<Link> created = createMany(3);
        storage.links().update(workspace, created.get(1).id(), 1, content(), NOW.plusSeconds(5));

        assertThat(all(query(Sort.UPDATED, 2, null)).stream().map(Link::id))
                .containsExactly(
                        created.get(1).id(), created.get(2).id(), created.get(0).id());
        assertThat(all(query(Sort.CREATED, 2, null)).stream().map(Link::id))
                .containsExactly(
                        created.get(2).id(), created.get(1).id(), created.get(0).id());
    }

    @Test
    void list_byClicks_beginsWithTheOneThatHasMost() {
        List<Link> created = createMany(9);
        int[] totals = {0, 7, 7, 0, 9, 1, 0, 20, 0};
        for (int i = 0; i < totals.length; i++) {
            if (totals[i] > 0) {
                count(created.get(i), totals[i]);
            }
        }
        rankAll();
        storage.links().delete(workspace, created.get(7).id(), null, NOW);

        for (int limit : new int[] {1, 2, 3, 5, 8, 9}) {
            assertThat(all(query(Sort.CLICKS, limit, null)).stream().map(Link::id))
                    .containsExactly(Stream.of(4, 2, 1, 5, 8, 6, 3, 0)
                            .map(i -> created.get(i).id())
                            .toArray(String[]::new));
        }
    }

    @Test
    void list_byClicksSinceTheLastRanking_keepsTheOrderAndTellsTheTotal() {
        List<Link> created = createMany(3);
        count(created.get(0), 2);
        count(created.get(1), 1);
        rankAll();
        count(created.get(1), 5);
        count(created.get(2), 9);

        assertThat(all(query(Sort.CLICKS, 1, null)).stream().map(Link::id))
                .containsExactly(
                        created.get(0).id(), created.get(1).id(), created.get(2).id());
        assertThat(all(query(Sort.CLICKS, 1, null)).stream()
                        .map(link -> link.clicks().total()))
                .containsExactly(2L, 6L, 9L);

        rankAll();

        assertThat(all(query(Sort.CLICKS, 1, null)).stream().map(Link::id))
                .containsExactly(
                        created.get(2).id(), created.get(1).id(), created.get(0).id());
        assertThat(storage.stats().rankLinksAfter(0)).isZero();
    }

    private void count(Link link, int clicks) {
        Rollup rollup = new Rollup();
        for (int i = 0; i < clicks; i++) {
            rollup.add(Kind.HUMAN, 0, 0, Map.of());
        }
        Map<Stats.Hour, Rollup> rollups = Map.of(new Stats.Hour(new Scope.OfLink(link.number()), 490_000), rollup);
        storage.stats().apply(List.of(), new Stats.Counted(rollups, List.of(), List.of()));
    }

    private void rankAll() {
        long after = 0;
        do {
            after = storage.stats().rankLinksAfter(after);
        } while (after > 0);
    }

    @Test
    void list_deletedLinks_neverHasThem() {
        List<Link> created = createMany(3);
        storage.links().delete(workspace, created.get(1).id(), null, NOW);

        assertThat(all(query(Sort.CREATED, 2, null))).containsExactly(created.get(2), created.get(0));
        assertThat(all(new LinkQuery(null, null, null, LinkState.DELETED, Sort.CREATED, NOW, 10, null)))
                .isEmpty();
    }

    @Test
    void list_withTagsMetadataAndTotals_hasThemAsFindDoes() {
        Link link = create(titled("a title", List.of("zebra", "ant")));
        database.execute("insert into link_total (link, total, humans, bots, last_at) values (%d, 5, 3, 2, 7)"
                .formatted(link.number()));

        assertThat(storage.links()
                        .list(workspace, query(Sort.CREATED, 10, null))
                        .links())
                .containsExactly(storage.links().find(workspace, link.id()).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void list_ofATag_hasItsLinksOnly(Sort sort) {
        List<Link> tagged = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            tagged.add(create(titled(null, List.of("other", "red"))));
            create(titled(null, List.of("Red", "redder")));
            create(draft());
        }

        assertThat(all(new LinkQuery(null, "red", null, null, sort, NOW, 3, null)))
                .containsExactlyElementsOf(tagged.reversed());
        assertThat(all(new LinkQuery(null, "none", null, null, sort, NOW, 3, null)))
                .isEmpty();
    }

    @Test
    void list_ofADomain_hasItsLinksOnly() {
        create(draft());
        Link elsewhere = create(new LinkDraft(uniqueText(), workspace, 7, uniqueCode(), content(), NOW, "key-1", null));

        assertThat(all(new LinkQuery(null, null, 7L, null, Sort.CREATED, NOW, 3, null)))
                .containsExactly(elsewhere);
    }

    @Test
    void list_ofAState_hasTheLinksThatAreInItThen() {
        Instant before = NOW.minusMillis(1);
        Instant after = NOW.plusMillis(1);
        record Window(@Nullable Instant from, @Nullable Instant to) {}
        List<Window> windows = List.of(
                new Window(null, null),
                new Window(before, null),
                new Window(NOW, null),
                new Window(after, null),
                new Window(null, before),
                new Window(null, NOW),
                new Window(null, after),
                new Window(before, after),
                new Window(after, before),
                new Window(after, after));
        for (Window window : windows) {
            for (boolean disabled : new boolean[] {false, true}) {
                for (boolean banned : new boolean[] {false, true}) {
                    Link link = create(new LinkContent(
                            new Target("https://example.com/"),
                            null,
                            null,
                            List.of(),
                            Map.of(),
                            window.from,
                            window.to,
                            null,
                            302,
                            false,
                            false,
                            disabled));
                    if (banned) {
                        database.execute("update link set banned = true where number = " + link.number());
                    }
                }
            }
        }
        List<Link> everyLink = all(query(Sort.CREATED, 100, null));
        assertThat(everyLink).hasSize(40);

        for (LinkState state : LinkState.values()) {
            for (Instant now : List.of(before, NOW, NOW.plusNanos(500), after)) {
                assertThat(all(new LinkQuery(null, null, null, state, Sort.CREATED, now, 7, null)))
                        .as(state + " at " + now)
                        .containsExactlyElementsOf(everyLink.stream()
                                .filter(link -> link.state(now) == state)
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            SPRING,        found,  part of the code, another case
            ring-sa,       found,  inside the code
            example.com/P, found,  inside the target, another case
            grand op,      found,  inside the title
            OPENING,       found,  inside the title, another case
            call bob,      found,  inside the note
            100%,          found,  a wildcard of the engine stands for itself
            under_score,   found,  another
            under-score,   absent, which stands for itself only
            1000,          absent, nor for any text
            back\\slash,    found,  a backslash
            wow!,          found,  the escape itself
            GRÜßE,         absent, only ASCII is folded
            grüße,         found,  the rest is compared as it is
            sp,            found,  short: where the code begins
            pr,            absent, short: not inside the code
            gr,            found,  short: where the title begins
            OP,            found,  short: where a word of the title begins
            pe,            absent, short: not inside a word
            ca,            absent, short: not in the note
            ht,            absent, short: not in the target
            %,             absent, short: no wildcard
            _,             absent, short: no wildcard
            """)
    void list_byText_findsWhatItShould(String text, String expected, String reason) {
        LinkContent content = new LinkContent(
                new Target("https://example.com/page"),
                "Grand Opening grüße 100% under_score back\\slash wow!",
                "call Bob",
                List.of("tagged"),
                Map.of("meta", "data"),
                null,
                null,
                null,
                302,
                false,
                false,
                false);
        Link link = create(draft(new Code("spring-sale-" + workspace), content));

        if (expected.equals("found")) {
            assertThat(texts(text)).as(reason).containsExactly(link);
        } else {
            assertThat(texts(text)).as(reason).isEmpty();
        }
    }

    @Test
    void list_byEverythingAtOnce_meetsAllOfIt() {
        Link link = create(titled("wanted", List.of("red")));
        create(titled("other", List.of("red")));
        create(titled("wanted", List.of("blue")));

        for (Sort sort : Sort.values()) {
            assertThat(all(new LinkQuery("want", "red", 1L, LinkState.ACTIVE, sort, NOW, 1, null)))
                    .containsExactly(link);
        }
    }

    @ParameterizedTest
    @EnumSource
    void list_whileLinksComeGoAndChange_hasEachUntouchedLinkOnce(Sort sort) throws Exception {
        List<Link> links = createMany(600);
        Set<String> untouched = new HashSet<>();
        List<Link> touched = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            if (i % 3 == 0) {
                untouched.add(links.get(i).id());
            } else {
                touched.add(links.get(i));
            }
        }
        AtomicBoolean over = new AtomicBoolean();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> changes = executor.submit(() -> {
                Random random = new Random(1);
                while (!over.get()) {
                    create(draft());
                    Link link = touched.get(random.nextInt(touched.size()));
                    if (random.nextBoolean()) {
                        storage.links().delete(workspace, link.id(), null, NOW);
                    } else {
                        storage.links()
                                .find(workspace, link.id())
                                .ifPresent(now -> storage.links()
                                        .update(
                                                workspace,
                                                now.id(),
                                                now.version(),
                                                content(),
                                                NOW.plusSeconds(random.nextInt(9))));
                    }
                }
            });
            for (int round = 0; round < 5; round++) {
                List<String> listed = all(query(sort, 7, null)).stream()
                        .map(Link::id)
                        .filter(untouched::contains)
                        .toList();
                assertThat(listed).doesNotHaveDuplicates().hasSameSizeAs(untouched);
            }
            over.set(true);
            changes.get();
        }
    }
}
