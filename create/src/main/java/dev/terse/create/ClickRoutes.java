package dev.terse.create;

import dev.terse.key.Scope;
import dev.terse.link.Link;
import dev.terse.link.LinkStore;
import dev.terse.stats.CountedClick;
import dev.terse.stats.Dimension;
import dev.terse.stats.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** The call that lists the single clicks of a link, while they are kept. */
final class ClickRoutes {
    private static final int MAX_LIMIT = 100;
    private static final int DEFAULT_LIMIT = 50;

    private final LinkStore links;
    private final Stats stats;
    private final Cursors cursors;

    ClickRoutes(LinkStore links, Stats stats, Cursors cursors) {
        this.links = links;
        this.stats = stats;
        this.cursors = cursors;
    }

    List<Route> routes() {
        return List.of(Route.get(LinkRoutes.PATH + "/{id}/clicks", Scope.STATS_READ, Answer.JSON, this::list)
                .withParameters("from", "to", "timezone", "limit", "cursor"));
    }

    private Answer list(Call call) {
        QueryParameters parameters = call.parameters();
        Mistakes mistakes = parameters.mistakes();
        TimeParameters times = new TimeParameters(parameters);
        Instant from = times.instant("from");
        Instant to = times.instant("to");
        int limit = parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        if (from != null && to != null && !from.isBefore(to)) {
            mistakes.add("from", FieldType.OUT_OF_RANGE, "Give a span that begins before it ends: to is exclusive.");
        }
        String list = call.variable() + "\n" + from + "\n" + to;
        Stats.Position before = null;
        Optional<String> cursor = parameters.value("cursor");
        if (cursor.isPresent()) {
            before = cursors.readClicks(call.workspace(), list, cursor.get()).orElse(null);
            if (before == null && mistakes.isEmpty()) {
                mistakes.add(
                        "cursor", FieldType.OUT_OF_RANGE, "Give what next was in the page before, of the same span.");
            }
        }
        mistakes.refuseIfAny();
        Link link = LinkRoutes.existing(links, call);
        Stats.ClickPage page = stats.clicks(
                link.number(), from == null ? Timestamps.MIN : from, to == null ? Timestamps.MAX : to, before, limit);
        Stats.Position next = page.next();
        String nextCursor = next == null ? null : cursors.writeClicks(call.workspace(), list, next);
        return Answer.json(200, LinkJson.bytes(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("clicks");
            page.clicks().forEach(click -> write(json, click));
            json.writeEndArray();
            LinkJson.text(json, "next", nextCursor);
            json.writeEndObject();
        }));
    }

    private static void write(JsonGenerator json, CountedClick click) {
        json.writeStartObject();
        LinkJson.instant(json, "at", Instant.ofEpochMilli(click.atMillis()));
        json.writeStringProperty("kind", click.kind().name().toLowerCase(Locale.ROOT));
        for (Dimension dimension : Dimension.values()) {
            LinkJson.text(json, DimensionNames.of(dimension), click.values().get(dimension));
        }
        json.writeEndObject();
    }
}
