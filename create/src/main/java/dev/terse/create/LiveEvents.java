package dev.terse.create;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.terse.code.Code;
import dev.terse.link.Link;
import dev.terse.link.LinkStore;
import dev.terse.stats.Rollup.Clicks;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats.Tally;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Makes events of tallies. Remembers how links are called, which never changes. For one thread. */
final class LiveEvents {
    /** Links that an event names, those with the most clicks. */
    static final int MAX_LINKS = 100;

    private static final int MAX_NAMES = 10_000;

    private static final Comparator<Map.Entry<Long, Clicks>> MOST_CLICKS = Comparator.comparingLong(
                    (Map.Entry<Long, Clicks> entry) -> entry.getValue().total())
            .reversed()
            .thenComparing(Map.Entry.comparingByKey());

    private final LinkStore links;
    private final Cache<Long, Name> names =
            Caffeine.newBuilder().maximumSize(MAX_NAMES).build();

    private record Name(String id, Code code) {}

    LiveEvents(LinkStore links) {
        this.links = links;
    }

    /**
     * The event for clients that watch alike and know all tallies up to the same one.
     *
     * @param position the number of the newest tally that they know
     * @param tallies the oldest first; those that they know are passed over
     * @return empty where nothing was counted that they watch
     */
    Optional<Buffer> event(LiveWatch watch, long position, List<Tally> tallies) {
        Clicks totals = Clicks.NONE;
        Map<Long, Clicks> byLink = new HashMap<>();
        long first = 0;
        long last = position;
        for (Tally tally : tallies) {
            if (tally.number() > position) {
                first = first == 0 ? tally.number() : first;
                last = tally.number();
                totals = totals.plus(tally.clicks().getOrDefault(watch.scope(), Clicks.NONE));
                add(watch.scope(), tally, byLink);
            }
        }
        boolean complete = first <= position + 1;
        if (totals.total() == 0 && complete) {
            return Optional.empty();
        }
        return Optional.of(written(last, complete, totals, named(watch.workspace(), byLink)));
    }

    private static void add(Scope watched, Tally tally, Map<Long, Clicks> byLink) {
        switch (watched) {
            case Scope.OfLink link -> {
                Clicks clicks = tally.clicks().get(link);
                if (clicks != null) {
                    byLink.merge(link.number(), clicks, Clicks::plus);
                }
            }
            case Scope.OfDomain _ ->
                tally.clicks().forEach((scope, clicks) -> {
                    if (scope instanceof Scope.OfLink(long number)) {
                        byLink.merge(number, clicks, Clicks::plus);
                    }
                });
        }
    }

    /** The links with the most clicks, the most first, as far as they are still there. */
    private Map<Name, Clicks> named(long workspace, Map<Long, Clicks> byLink) {
        List<Map.Entry<Long, Clicks>> most = new ArrayList<>(byLink.entrySet());
        most.sort(MOST_CLICKS);
        most = most.subList(0, Math.min(MAX_LINKS, most.size()));
        List<Long> unknown = most.stream()
                .map(Map.Entry::getKey)
                .filter(number -> names.getIfPresent(number) == null)
                .toList();
        if (!unknown.isEmpty()) {
            for (Link link : links.findByNumbers(workspace, unknown)) {
                names.put(link.number(), new Name(link.id(), link.code()));
            }
        }
        Map<Name, Clicks> named = new LinkedHashMap<>();
        for (Map.Entry<Long, Clicks> entry : most) {
            Name name = names.getIfPresent(entry.getKey());
            if (name != null) {
                named.put(name, entry.getValue());
            }
        }
        return named;
    }

    private static Buffer written(long number, boolean complete, Clicks totals, Map<Name, Clicks> links) {
        byte[] data = LinkJson.bytes(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("complete", complete);
            json.writeObjectPropertyStart("totals");
            StatsJson.counts(json, totals);
            json.writeEndObject();
            json.writeArrayPropertyStart("links");
            links.forEach((name, clicks) -> write(json, name, clicks));
            json.writeEndArray();
            json.writeEndObject();
        });
        return Buffer.buffer("event: clicks\nid: " + number + "\ndata: ")
                .appendBytes(data)
                .appendBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void write(JsonGenerator json, Name name, Clicks clicks) {
        json.writeStartObject();
        json.writeStringProperty("id", name.id());
        json.writeStringProperty("code", name.code().value());
        StatsJson.counts(json, clicks);
        json.writeEndObject();
    }
}
