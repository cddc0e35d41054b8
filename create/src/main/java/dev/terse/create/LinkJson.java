package dev.terse.create;

import dev.terse.link.ClickTotals;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes links, and whatever else the API answers, as JSON in UTF-8. Every member of a link is always there. */
final class LinkJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final ShortUrls urls;

    LinkJson(ShortUrls urls) {
        this.urls = urls;
    }

    /** What {@code writing} writes, with no more than one value at its root. */
    static byte[] bytes(Consumer<JsonGenerator> writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            writing.accept(json);
        }
        return out.toByteArray();
    }

    /** Writes a member that is an instant or null. */
    static void instant(JsonGenerator json, String name, @Nullable Instant instant) {
        text(json, name, instant == null ? null : instant.toString());
    }

    /** Writes a member that is a text or null. */
    static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }

    /** The id in a link that {@link #bytes(Link, Instant)} wrote. */
    static String idOf(String written) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), written)) {
            while (json.nextToken() != null) {
                if ("id".equals(json.currentName()) && json.currentToken() == JsonToken.VALUE_STRING) {
                    return json.getString();
                }
            }
        }
        throw new IllegalArgumentException("not a link");
    }

    /** @param now the instant that the link's state is judged at */
    byte[] bytes(Link link, Instant now) {
        return bytes(json -> write(json, link, now));
    }

    void write(JsonGenerator json, Link link, Instant now) {
        LinkContent content = link.content();
        json.writeStartObject();
        json.writeStringProperty("id", link.id());
        json.writeStringProperty("code", link.code().value());
        json.writeStringProperty("domain", urls.domain());
        json.writeStringProperty("shortUrl", urls.of(link.code()));
        json.writeStringProperty("url", content.target().href());
        text(json, "title", content.title());
        text(json, "note", content.note());
        json.writeArrayPropertyStart("tags");
        content.tags().forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("metadata");
        for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
            json.writeStringProperty(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeStringProperty("state", link.state(now).text());
        instant(json, "startsAt", content.startsAt());
        instant(json, "expiresAt", content.expiresAt());
        json.writeNullProperty("maxClicks");
        text(
                json,
                "fallbackUrl",
                content.fallback() == null ? null : content.fallback().href());
        json.writeBooleanProperty("protected", false);
        json.writeNumberProperty("redirectStatus", content.redirectStatus());
        json.writeBooleanProperty("forwardQuery", content.forwardQuery());
        json.writeBooleanProperty("forwardPath", content.forwardPath());
        json.writeArrayPropertyStart("rules");
        json.writeEndArray();
        json.writeArrayPropertyStart("variants");
        json.writeEndArray();
        json.writeNullProperty("preview");
        write(json, link.clicks());
        instant(json, "createdAt", link.createdAt());
        instant(json, "updatedAt", link.updatedAt());
        json.writeStringProperty("createdBy", link.createdBy());
        json.writeNumberProperty("version", link.version());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ClickTotals clicks) {
        json.writeObjectPropertyStart("clicks");
        json.writeNumberProperty("total", clicks.total());
        json.writeNumberProperty("humans", clicks.humans());
        json.writeNumberProperty("bots", clicks.bots());
        instant(json, "lastAt", clicks.lastAt());
        json.writeEndObject();
    }
}
