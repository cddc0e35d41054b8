package dev.terse.create;

import dev.terse.key.Scope;
import dev.terse.link.LinkStore;
import dev.terse.stats.Scope.OfDomain;
import dev.terse.stats.Scope.OfLink;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The call that tells of clicks as they are counted. */
final class LiveRoutes {
    static final String PATH = StatsRoutes.PATH + "/live";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final LiveClicks live;
    private final LinkStore links;
    private final LinkFields fields;
    private final Authentication authentication;
    private final long domain;

    /** @param domain the default domain */
    LiveRoutes(LiveClicks live, LinkStore links, LinkFields fields, Authentication authentication, long domain) {
        this.live = live;
        this.links = links;
        this.fields = fields;
        this.authentication = authentication;
        this.domain = domain;
    }

    List<Route> routes() {
        return List.of(Route.get(PATH, Scope.STATS_READ, LiveStream.CONTENT_TYPE, this::open)
                .withParameters("link", "domain"));
    }

    private Answer open(Call call) {
        QueryParameters parameters = call.parameters();
        Mistakes mistakes = parameters.mistakes();
        parameters.value("domain").ifPresent(name -> {
            boolean _ = fields.isKnownDomain("domain", name, mistakes);
        });
        dev.terse.stats.Scope scope = new OfDomain(domain);
        Optional<String> id = parameters.value("link");
        if (id.isPresent()) {
            Optional<Long> number = PublicIds.isPossible(id.get())
                    ? links.find(call.workspace(), id.get()).map(link -> link.number())
                    : Optional.empty();
            if (number.isEmpty()) {
                mistakes.add("link", FieldType.OUT_OF_RANGE, "Give the id of a link that is there.");
            } else {
                scope = new OfLink(number.get());
            }
        }
        // One that this service never sent says nothing; the standard has no way to refuse it.
        long since = call.header("Last-Event-ID")
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Long::parseLong)
                .orElse(-1L);
        mistakes.refuseIfAny();
        LiveClicks.Opening opening =
                live.open(new LiveWatch(call.workspace(), scope), call.key().id(), since, () -> isAllowed(call));
        return switch (opening) {
            case LiveClicks.Opened(LiveStream stream) -> Answer.streamed(LiveStream.CONTENT_TYPE, stream);
            case LiveClicks.TooManyOfAKey() ->
                throw new Refusal(Problem.of(
                                ProblemType.RATE_LIMITED,
                                "As many clients follow the clicks with this key as one process serves: "
                                        + LiveClicks.MAX_STREAMS_OF_A_KEY + ".")
                        .withHeader("Retry-After", "5"));
            case LiveClicks.TooMany() ->
                throw new Refusal(Problem.unavailable(
                        "As many clients follow the clicks as one process serves: " + LiveClicks.MAX_STREAMS + "."));
        };
    }

    private boolean isAllowed(Call call) {
        try {
            return authentication.require(call.headers(), Scope.STATS_READ).workspace() == call.workspace();
        } catch (Refusal refused) {
            return false;
        }
    }
}
