package dev.terse.create;

import dev.terse.key.Scope;
import dev.terse.link.Creation;
import dev.terse.link.Link;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The call that creates many links at once, each for itself or all together. */
final class BulkRoutes {
    static final int MAX_LINKS = 1_000;

    private final LinkCreator creator;
    private final LinkFields fields;
    private final LinkJson json;

    BulkRoutes(LinkCreator creator, LinkFields fields, LinkJson json) {
        this.creator = creator;
        this.fields = fields;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(Route.post(LinkRoutes.PATH + "/bulk", Scope.LINKS_WRITE, this::create)
                .withMaxBody(Route.MAX_BULK_BODY));
    }

    /** What one link of the request came to. */
    private sealed interface Result {
        record Stored(Link link) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    private Answer create(Call call) {
        if (!call.headerValues(LinkRoutes.IDEMPOTENCY_KEY).isEmpty()) {
            throw new Refusal(
                    ProblemType.MALFORMED_REQUEST,
                    "Bulk creates know no " + LinkRoutes.IDEMPOTENCY_KEY
                            + ": leave it out, and give each link a code of its own where a repeat has to be safe.");
        }
        Mistakes mistakes = new Mistakes();
        boolean atomic = false;
        ArrayNode links = null;
        ObjectNode body = JsonRequest.object(call.body());
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            JsonNode value = member.getValue();
            switch (member.getKey()) {
                case "atomic" -> {
                    if (value.isBoolean()) {
                        atomic = value.booleanValue();
                    } else {
                        mistakes.add("atomic", FieldType.WRONG_TYPE, "Give true or false.");
                    }
                }
                case "links" -> links = links(value, mistakes);
                default ->
                    mistakes.add(
                            Mistakes.shortened(member.getKey()),
                            FieldType.UNKNOWN_FIELD,
                            "There are atomic and links.");
            }
        }
        if (!body.has("links")) {
            mistakes.add("links", FieldType.MISSING, "Give the links to create.");
        }
        if (links == null || !mistakes.isEmpty()) {
            throw new Refusal(mistakes.problem());
        }
        List<Result> results = atomic ? together(links, call) : each(links, call);
        return Answer.json(200, LinkJson.bytes(out -> write(out, results, call)));
    }

    private static @Nullable ArrayNode links(JsonNode value, Mistakes mistakes) {
        if (!(value instanceof ArrayNode array)) {
            mistakes.add("links", FieldType.WRONG_TYPE, "Give a list of objects.");
            return null;
        }
        if (array.isEmpty()) {
            mistakes.add("links", FieldType.MISSING, "Give 1 to " + MAX_LINKS + " links.");
        } else if (array.size() > MAX_LINKS) {
            mistakes.add("links", FieldType.TOO_LONG, "Give at most " + MAX_LINKS + " links.");
        }
        return array;
    }

    private List<Result> each(ArrayNode links, Call call) {
        List<@Nullable Result> results = new ArrayList<>(links.size());
        List<LinkCreator.Wanted> wanted = new ArrayList<>(links.size());
        for (int i = 0; i < links.size(); i++) {
            Mistakes mistakes = Mistakes.ofPart();
            Optional<LinkCreator.Wanted> link = wanted(links.get(i), i, call, mistakes);
            link.ifPresent(wanted::add);
            results.add(link.isPresent() ? null : new Result.Refused(mistakes.problem()));
        }
        List<Creation> outcomes = wanted.isEmpty() ? List.of() : creator.each(wanted, call.key(), call.now());
        List<Result> all = new ArrayList<>(results.size());
        int stored = 0;
        for (int i = 0; i < results.size(); i++) {
            Result refused = results.get(i);
            all.add(refused != null ? refused : result(outcomes.get(stored++), i));
        }
        return all;
    }

    private List<Result> together(ArrayNode links, Call call) {
        Mistakes mistakes = new Mistakes();
        List<LinkCreator.Wanted> wanted = new ArrayList<>(links.size());
        for (int i = 0; i < links.size(); i++) {
            wanted(links.get(i), i, call, mistakes).ifPresent(wanted::add);
        }
        mistakes.refuseIfAny();
        List<Creation> outcomes = creator.together(wanted, call.key(), call.now());
        List<String> taken = new ArrayList<>();
        List<Result> results = new ArrayList<>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Creation.CodeTaken && wanted.get(i).code() != null) {
                taken.add(field(i) + ".code");
            }
            results.add(result(outcomes.get(i), i));
        }
        if (!taken.isEmpty()) {
            throw new Refusal(LinkRoutes.codeTaken(taken));
        }
        return results;
    }

    private Optional<LinkCreator.Wanted> wanted(JsonNode value, int index, Call call, Mistakes mistakes) {
        if (!(value instanceof ObjectNode object)) {
            mistakes.add(field(index), FieldType.WRONG_TYPE, "Give an object.");
            return Optional.empty();
        }
        return fields.forNew(object, call.now(), mistakes.inside(field(index)))
                .map(link -> new LinkCreator.Wanted(link.code(), link.content(), null));
    }

    private static Result result(Creation outcome, int index) {
        return switch (outcome) {
            case Creation.Created(Link link) -> new Result.Stored(link);
            case Creation.CodeTaken _ -> new Result.Refused(LinkRoutes.codeTaken(List.of(field(index) + ".code")));
            case Creation.Replayed _, Creation.IdempotencyMismatch _ ->
                throw new IllegalStateException("a bulk create has no idempotency key");
        };
    }

    private static String field(int index) {
        return "links[" + index + "]";
    }

    private void write(JsonGenerator out, List<Result> results, Call call) {
        out.writeStartObject();
        out.writeArrayPropertyStart("results");
        for (Result result : results) {
            out.writeStartObject();
            switch (result) {
                case Result.Stored(Link link) -> {
                    out.writeNumberProperty("status", 201);
                    out.writeName("link");
                    json.write(out, link, call.now());
                }
                case Result.Refused(Problem problem) -> {
                    out.writeNumberProperty("status", problem.status());
                    out.writeName("problem");
                    problem.writeTo(out, call.requestId());
                }
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
