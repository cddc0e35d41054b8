package dev.terse.create;

import dev.terse.change.Change;
import dev.terse.key.ApiKey;
import dev.terse.key.ApiKeys;
import dev.terse.key.Scope;
import dev.terse.web.ProblemType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The calls for API keys, under {@code /api/v1/keys}. */
final class KeyRoutes {
    static final String PATH = "/api/v1/keys";
    static final int MAX_NAME = 100;

    private final ApiKeys keys;
    private final PublicIds ids;
    private final RandomGenerator random;
    private final Consumer<Change> changed;

    /**
     * @param random a cryptographic one: keys are drawn from it
     * @param changed told of every revocation as soon as it is stored
     */
    KeyRoutes(ApiKeys keys, PublicIds ids, RandomGenerator random, Consumer<Change> changed) {
        this.keys = keys;
        this.ids = ids;
        this.random = random;
        this.changed = changed;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, Scope.ADMIN, Answer.JSON, this::list),
                Route.post(PATH, Scope.ADMIN, this::create),
                Route.delete(PATH + "/{id}", Scope.ADMIN, this::revoke));
    }

    private Answer list(Call call) {
        List<ApiKey> all = keys.list(call.workspace());
        return Answer.json(200, LinkJson.bytes(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("keys");
            for (ApiKey key : all) {
                write(json, key, null);
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private Answer create(Call call) {
        ObjectNode body = JsonRequest.object(call.body());
        Mistakes mistakes = new Mistakes();
        String name = null;
        Set<Scope> scopes = Set.of();
        Instant expiresAt = null;
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "name" -> name = name(value, mistakes);
                case "scopes" -> scopes = scopes(value, mistakes);
                case "expiresAt" -> expiresAt = expiresAt(value, call.now(), mistakes);
                default ->
                    mistakes.add(
                            Mistakes.shortened(member.getKey()),
                            FieldType.UNKNOWN_FIELD,
                            "A key has no such member to set.");
            }
        }
        if (!body.has("name")) {
            mistakes.add("name", FieldType.MISSING, "Give the key a name, so that people know what it is for.");
        }
        if (!body.has("scopes")) {
            mistakes.add("scopes", FieldType.MISSING, "Say what the key allows: " + scopeNames() + ".");
        }
        if (name == null || !mistakes.isEmpty()) {
            throw new Refusal(mistakes.problem());
        }
        KeyText text = KeyText.random(random);
        ApiKey key = new ApiKey(
                ids.next(call.now()), call.workspace(), name, text.hint(), scopes, call.now(), expiresAt, null);
        if (!keys.add(key, text.sha256())) {
            throw new IllegalStateException("a random key was there before: the source of randomness is broken");
        }
        return Answer.json(201, LinkJson.bytes(json -> write(json, key, text)));
    }

    private static @Nullable String name(JsonNode value, Mistakes mistakes) {
        if (!value.isString()) {
            mistakes.add("name", FieldType.WRONG_TYPE, "Give a string.");
            return null;
        }
        return Texts.name("name", value.stringValue(), MAX_NAME, mistakes);
    }

    private static Set<Scope> scopes(JsonNode value, Mistakes mistakes) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (!(value instanceof ArrayNode array)) {
            mistakes.add("scopes", FieldType.WRONG_TYPE, "Give a list of strings.");
            return scopes;
        }
        if (array.isEmpty()) {
            mistakes.add("scopes", FieldType.MISSING, "Say what the key allows: " + scopeNames() + ".");
        }
        if (array.size() > Scope.values().length) {
            mistakes.add("scopes", FieldType.TOO_LONG, "Give each scope once at most: " + scopeNames() + ".");
            return scopes;
        }
        for (int i = 0; i < array.size(); i++) {
            String field = "scopes[" + i + "]";
            JsonNode element = array.get(i);
            Optional<Scope> scope = element.isString() ? Scope.parse(element.stringValue()) : Optional.empty();
            if (!element.isString()) {
                mistakes.add(field, FieldType.WRONG_TYPE, "Give a string.");
            } else if (scope.isEmpty()) {
                mistakes.add(field, FieldType.OUT_OF_RANGE, "Give one of " + scopeNames() + ".");
            } else if (!scopes.add(scope.get())) {
                mistakes.add(field, FieldType.OUT_OF_RANGE, "Give each scope once.");
            }
        }
        return scopes;
    }

    private static String scopeNames() {
        return String.join(
                ", ", List.of(Scope.values()).stream().map(Scope::text).toList());
    }

    private static @Nullable Instant expiresAt(JsonNode value, Instant now, Mistakes mistakes) {
        if (value.isNull()) {
            return null;
        }
        Instant instant = Timestamps.read("expiresAt", value, mistakes);
        Timestamps.checkToCome("expiresAt", instant, now, mistakes);
        return instant;
    }

    private Answer revoke(Call call) {
        if (call.variable().equals(call.key().id())) {
            Mistakes mistakes = new Mistakes();
            mistakes.add(
                    "id",
                    FieldType.OUT_OF_RANGE,
                    "This request was made with the very key; revoke it with another admin key, so that one remains.");
            throw new Refusal(mistakes.problem());
        }
        if (!PublicIds.isPossible(call.variable()) || !keys.revoke(call.workspace(), call.variable(), call.now())) {
            throw new Refusal(ProblemType.NOT_FOUND, "There is no such key.");
        }
        changed.accept(new Change.OfKey(call.variable()));
        return Answer.noContent();
    }

    private static void write(JsonGenerator json, ApiKey key, @Nullable KeyText text) {
        json.writeStartObject();
        json.writeStringProperty("id", key.id());
        json.writeStringProperty("name", key.name());
        json.writeStringProperty("hint", key.hint());
        json.writeArrayPropertyStart("scopes");
        for (Scope scope : Scope.values()) {
            if (key.scopes().contains(scope)) {
                json.writeString(scope.text());
            }
        }
        json.writeEndArray();
        LinkJson.instant(json, "createdAt", key.createdAt());
        LinkJson.instant(json, "expiresAt", key.expiresAt());
        LinkJson.instant(json, "revokedAt", key.revokedAt());
        if (text != null) {
            json.writeStringProperty("key", text.reveal());
        }
        json.writeEndObject();
    }
}
