package dev.terse.create;

import dev.terse.key.Scope;
import dev.terse.link.Link;
import dev.terse.link.LinkPage;
import dev.terse.link.LinkQuery;
import dev.terse.link.LinkStore;
import dev.terse.stats.Scope.OfDomain;
import dev.terse.stats.Scope.OfLink;
import dev.terse.stats.Stats;
import dev.terse.web.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The calls that add up clicks: those of one link, of the links with a tag, of a domain, and of all. */
final class StatsRoutes {
    static final String PATH = "/api/v1/stats";

    /** Links whose clicks are added up one by one for one answer. */
    static final int MAX_LINKS = 1_000;
    /** Links times days of rollups that are read for one answer. */
    static final int MAX_SCOPE_DAYS = 100_000;
    /** Calls that are answered at once: each holds a connection to the store and much memory. */
    static final int MAX_CALLS = 4;

    private final LinkStore links;
    private final Stats stats;
    private final StatsReader reader;
    private final LinkFields fields;
    private final long domain;
    private final Semaphore places = new Semaphore(MAX_CALLS);

    /** @param domain the default domain */
    StatsRoutes(LinkStore links, Stats stats, LinkFields fields, long domain) {
        this.links = links;
        this.stats = stats;
        this.reader = new StatsReader(stats);
        this.fields = fields;
        this.domain = domain;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                                LinkRoutes.PATH + "/{id}/stats",
                                Scope.STATS_READ,
                                Answer.JSON,
                                call -> inTurn(call, this::ofLink))
                        .withParameters(StatsParameters.names()),
                Route.get(PATH, Scope.STATS_READ, Answer.JSON, call -> inTurn(call, this::ofMany))
                        .withParameters(StatsParameters.names("domain", "tag")));
    }

    private Answer inTurn(Call call, Function<Call, Answer> endpoint) {
        if (!places.tryAcquire()) {
            throw new Refusal(Problem.unavailable(
                    "As many clicks are added up as one process does at once: " + MAX_CALLS + " calls."));
        }
        try {
            return endpoint.apply(call);
        } finally {
            places.release();
        }
    }

    private Answer ofLink(Call call) {
        StatsQuestion question = question(call);
        call.parameters().mistakes().refuseIfAny();
        Link link = LinkRoutes.existing(links, call);
        return answer(
                question.filters().isEmpty()
                        ? reader.rollups(question, List.of(new OfLink(link.number())))
                        : clicks(call, question, List.of(link.number())));
    }

    private Answer ofMany(Call call) {
        QueryParameters parameters = call.parameters();
        StatsQuestion question = question(call);
        String tag = parameters.text("tag");
        parameters.value("domain").ifPresent(name -> {
            boolean _ = fields.isKnownDomain("domain", name, parameters.mistakes());
        });
        parameters.mistakes().refuseIfAny();
        if (!question.filters().isEmpty()) {
            return answer(clicks(call, question, numbersOf(call, tag, firstOf(question))));
        }
        if (tag == null) {
            return answer(reader.rollups(question, List.of(new OfDomain(domain))));
        }
        List<dev.terse.stats.Scope> scopes = new ArrayList<>();
        numbersOf(call, tag, "tag").forEach(number -> scopes.add(new OfLink(number)));
        long days = Duration.between(question.from(), question.to()).toDays() + 1;
        if (scopes.size() * days > MAX_SCOPE_DAYS) {
            throw refused(
                    call,
                    parameters.isGiven("from") ? "from" : "tag",
                    "This is added up day by day of each link, for " + MAX_SCOPE_DAYS
                            + " of them at most, and there are " + scopes.size() * days
                            + "; choose a shorter span, or a tag that fewer links have.");
        }
        return answer(reader.rollups(question, scopes));
    }

    private static Answer answer(StatsResult result) {
        return Answer.json(200, StatsJson.bytes(result));
    }

    private StatsQuestion question(Call call) {
        return StatsParameters.read(call.parameters(), call.now(), stats::clicksKeptFrom);
    }

    private static String firstOf(StatsQuestion question) {
        return question.filters().keySet().stream()
                .min(Enum::compareTo)
                .map(DimensionNames::of)
                .orElse("tag");
    }

    /**
     * The numbers of the links that have the tag now, or of all where it is null.
     *
     * @param field what the client named, to be told where there are too many
     */
    private List<Long> numbersOf(Call call, @Nullable String tag, String field) {
        List<Long> numbers = new ArrayList<>();
        LinkQuery query =
                new LinkQuery(null, tag, null, null, LinkQuery.Sort.CREATED, call.now(), LinkQuery.MAX_LIMIT, null);
        while (true) {
            LinkPage page = links.list(call.workspace(), query);
            page.links().forEach(link -> numbers.add(link.number()));
            if (numbers.size() > MAX_LINKS) {
                throw refused(
                        call,
                        field,
                        "This is added up link by link, for " + MAX_LINKS + " links at most, and there are more"
                                + (tag == null ? "; name a tag too, or one link." : " with this tag."));
            }
            LinkQuery.Position next = page.next();
            if (next == null) {
                return numbers;
            }
            query = query.startingAfter(next);
        }
    }

    private StatsResult clicks(Call call, StatsQuestion question, List<Long> numbers) {
        return reader.clicks(question, numbers)
                .orElseThrow(() -> refused(
                        call,
                        call.parameters().isGiven("from") ? "from" : firstOf(question),
                        "Filters look at single clicks, at " + StatsReader.MAX_CLICKS
                                + " at most, and there are more in this span; choose a shorter one."));
    }

    private static Refusal refused(Call call, String field, String detail) {
        Mistakes mistakes = call.parameters().mistakes();
        mistakes.add(field, FieldType.OUT_OF_RANGE, detail);
        return new Refusal(mistakes.problem());
    }
}
