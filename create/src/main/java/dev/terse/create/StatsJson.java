package dev.terse.create;

import dev.terse.stats.Rollup.Clicks;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the answers to questions about clicks. */
final class StatsJson {
    private StatsJson() {}

    static byte[] bytes(StatsResult result) {
        return LinkJson.bytes(json -> write(json, result));
    }

    private static void write(JsonGenerator json, StatsResult result) {
        StatsQuestion question = result.question();
        Interval interval = question.interval();
        json.writeStartObject();
        LinkJson.instant(json, "from", question.from());
        LinkJson.instant(json, "to", question.to());
        json.writeStringProperty("timezone", zoneName(question));
        LinkJson.text(json, "interval", interval == null ? null : interval.text());
        json.writeBooleanProperty("exact", result.exact());
        json.writeObjectPropertyStart("totals");
        counts(json, result.totals());
        number(json, "dailyVisitors", result.dailyVisitors());
        json.writeEndObject();
        json.writeArrayPropertyStart("series");
        for (StatsResult.Point point : result.series()) {
            json.writeStartObject();
            LinkJson.instant(json, "start", point.start());
            counts(json, point.clicks());
            number(json, "dailyVisitors", point.visitors());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("groups");
        result.groups().forEach((dimension, group) -> {
            json.writeObjectPropertyStart(DimensionNames.of(dimension));
            json.writeArrayPropertyStart("values");
            for (StatsResult.Value value : group.values()) {
                json.writeStartObject();
                json.writeStringProperty("value", value.value());
                visits(json, value.clicks());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectPropertyStart("other");
            visits(json, group.other());
            json.writeEndObject();
            json.writeObjectPropertyStart("none");
            visits(json, group.none());
            json.writeEndObject();
            json.writeEndObject();
        });
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String zoneName(StatsQuestion question) {
        return question.zone().getId().equals("Z") ? "UTC" : question.zone().getId();
    }

    private static void number(JsonGenerator json, String name, @Nullable Long number) {
        if (number == null) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, number);
        }
    }

    /** Writes the members that tell all clicks apart. */
    static void counts(JsonGenerator json, Clicks clicks) {
        visits(json, clicks);
        json.writeNumberProperty("preloads", clicks.preloads());
    }

    private static void visits(JsonGenerator json, Clicks clicks) {
        json.writeNumberProperty("total", clicks.total());
        json.writeNumberProperty("humans", clicks.humans());
        json.writeNumberProperty("bots", clicks.bots());
    }
}
