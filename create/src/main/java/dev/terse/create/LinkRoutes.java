package dev.terse.create;

import dev.terse.change.Change;
import dev.terse.code.Code;
import dev.terse.key.Scope;
import dev.terse.link.Creation;
import dev.terse.link.Edit;
import dev.terse.link.Idempotency;
import dev.terse.link.Link;
import dev.terse.link.LinkContent;
import dev.terse.link.LinkPage;
import dev.terse.link.LinkQuery;
import dev.terse.link.LinkState;
import dev.terse.link.LinkStore;
import dev.terse.web.FieldError;
import dev.terse.web.Problem;
import dev.terse.web.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The calls for single links and their list, under {@code /api/v1/links}. */
final class LinkRoutes {
    static final String PATH = "/api/v1/links";
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final int MAX_IDEMPOTENCY_KEY = 255;
    private static final int DEFAULT_LIMIT = 50;

    /** Edits of others that may come between reading a link and writing it, before the client is told to try later. */
    private static final int MAX_ATTEMPTS = 100;

    private final LinkStore links;
    private final LinkCreator creator;
    private final LinkFields fields;
    private final LinkJson json;
    private final Cursors cursors;
    private final Consumer<Change> changed;
    private final long domain;

    /**
     * @param changed told of every change as soon as it is stored
     * @param domain the default domain
     */
    LinkRoutes(
            LinkStore links,
            LinkCreator creator,
            LinkFields fields,
            LinkJson json,
            Cursors cursors,
            Consumer<Change> changed,
            long domain) {
        this.links = links;
        this.creator = creator;
        this.fields = fields;
        this.json = json;
        this.cursors = cursors;
        this.changed = changed;
        this.domain = domain;
    }

    List<Route> routes() {
        return List.of(
                Route.post(PATH, Scope.LINKS_WRITE, this::create),
                Route.get(PATH, Scope.LINKS_READ, Answer.JSON, this::list)
                        .withParameters("limit", "cursor", "q", "tag", "domain", "state", "sort"),
                Route.get(PATH + "/lookup", Scope.LINKS_READ, Answer.JSON, this::lookup)
                        .withParameters("code", "domain"),
                Route.get(PATH + "/{id}", Scope.LINKS_READ, Answer.JSON, this::read),
                Route.patch(PATH + "/{id}", Scope.LINKS_WRITE, this::patch),
                Route.delete(PATH + "/{id}", Scope.LINKS_WRITE, this::delete));
    }

    private Answer create(Call call) {
        ObjectNode body = JsonRequest.object(call.body());
        Mistakes mistakes = new Mistakes();
        String idempotencyKey = idempotencyKey(call, mistakes);
        Optional<LinkFields.NewLink> link = fields.forNew(body, call.now(), mistakes);
        if (link.isEmpty()) {
            // A request that was right the first time may be wrong by now, such as about a time still to come.
            String earlier = idempotencyKey == null ? null : earlierAnswer(call, idempotencyKey, body);
            if (earlier != null) {
                return replayed(earlier);
            }
            throw new Refusal(mistakes.problem());
        }
        var repeat =
                idempotencyKey == null ? null : new LinkCreator.Repeat(idempotencyKey, JsonRequest.fingerprint(body));
        var wanted = new LinkCreator.Wanted(link.get().code(), link.get().content(), repeat);
        return switch (creator.each(List.of(wanted), call.key(), call.now()).getFirst()) {
            case Creation.Created(Link created) -> created(creator.answer(created), created.id(), Map.of());
            case Creation.Replayed(String answer) -> replayed(answer);
            case Creation.CodeTaken _ -> throw new Refusal(codeTaken(List.of("code")));
            case Creation.IdempotencyMismatch _ ->
                throw new Refusal(
                        ProblemType.IDEMPOTENCY_MISMATCH,
                        "Another request was made under this " + IDEMPOTENCY_KEY
                                + "; take a new one for a new request.");
        };
    }

    private @Nullable String earlierAnswer(Call call, String idempotencyKey, ObjectNode body) {
        return links.idempotency(call.workspace(), idempotencyKey, call.now())
                .filter(record -> record.fingerprint().equals(JsonRequest.fingerprint(body)))
                .map(Idempotency::answer)
                .orElse(null);
    }

    private static Answer replayed(String answer) {
        return created(
                answer.getBytes(StandardCharsets.UTF_8), LinkJson.idOf(answer), Map.of("Idempotency-Replayed", "true"));
    }

    private static Answer created(byte[] body, String id, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Location", PATH + "/" + id);
        headers.put("ETag", EntityTags.of(1));
        return Answer.json(201, body).withHeaders(headers);
    }

    /** The problem of links whose chosen codes, at {@code fields}, are taken. */
    static Problem codeTaken(List<String> fields) {
        List<FieldError> errors = fields.stream()
                .map(field -> new FieldError(
                        field,
                        FieldType.CODE_TAKEN.text(),
                        "Choose another code: a link has this one, or had it once."))
                .toList();
        return new Problem(
                ProblemType.CODE_TAKEN,
                ProblemType.CODE_TAKEN.status(),
                fields.size() == 1
                        ? errors.getFirst().detail()
                        : fields.size() + " codes are taken; errors names them.",
                errors,
                Map.of());
    }

    /** The key that was given; null without one, and, with a mistake, where it is none. */
    private static @Nullable String idempotencyKey(Call call, Mistakes mistakes) {
        Optional<String> given = call.header(IDEMPOTENCY_KEY);
        if (given.isEmpty()) {
            return null;
        }
        String key = given.get();
        if (key.isEmpty()) {
            mistakes.add(IDEMPOTENCY_KEY, FieldType.MISSING, "Give 1 to " + MAX_IDEMPOTENCY_KEY + " characters.");
        } else if (key.length() > MAX_IDEMPOTENCY_KEY) {
            mistakes.add(IDEMPOTENCY_KEY, FieldType.TOO_LONG, "Give at most " + MAX_IDEMPOTENCY_KEY + " characters.");
        } else if (!key.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            mistakes.add(IDEMPOTENCY_KEY, FieldType.INVALID_CHARACTER, "Give printable ASCII only.");
        } else {
            return key;
        }
        return null;
    }

    private Answer list(Call call) {
        QueryParameters parameters = call.parameters();
        Mistakes mistakes = parameters.mistakes();
        int limit = parameters.number("limit", 1, LinkQuery.MAX_LIMIT, DEFAULT_LIMIT);
        String text = parameters.text("q");
        String tag = parameters.text("tag");
        Optional<String> domainName = parameters.value("domain");
        Long domainNumber = domainName.isPresent() && fields.isKnownDomain("domain", domainName.get(), mistakes)
                ? (Long) domain
                : null;
        LinkState state =
                parameters.value("state").map(name -> state(name, mistakes)).orElse(null);
        LinkQuery.Sort sort =
                parameters.value("sort").map(name -> sort(name, mistakes)).orElse(LinkQuery.Sort.CREATED);
        LinkQuery query = new LinkQuery(text, tag, domainNumber, state, sort, call.now(), limit, null);
        Optional<String> cursor = parameters.value("cursor");
        if (cursor.isPresent()) {
            Optional<LinkQuery.Position> after = cursors.read(call.workspace(), query, cursor.get());
            if (after.isEmpty() && mistakes.isEmpty()) {
                mistakes.add(
                        "cursor",
                        FieldType.OUT_OF_RANGE,
                        "Give what next was in the page before, with the same filters and sort.");
            }
            query = query.startingAfter(after.orElse(null));
        }
        mistakes.refuseIfAny();
        LinkPage page = links.list(call.workspace(), query);
        LinkQuery.Position next = page.next();
        String nextCursor = next == null ? null : cursors.write(call.workspace(), query, next);
        return Answer.json(200, LinkJson.bytes(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("links");
            page.links().forEach(link -> json.write(out, link, call.now()));
            out.writeEndArray();
            LinkJson.text(out, "next", nextCursor);
            out.writeEndObject();
        }));
    }

    private static @Nullable LinkState state(String name, Mistakes mistakes) {
        for (LinkState state : LinkState.values()) {
            if (state != LinkState.DELETED && state.text().equals(name)) {
                return state;
            }
        }
        mistakes.add(
                "state",
                FieldType.OUT_OF_RANGE,
                "Give active, scheduled, expired, exhausted, disabled or banned; deleted links are not listed.");
        return null;
    }

    private static LinkQuery.Sort sort(String name, Mistakes mistakes) {
        return switch (name) {
            case "createdAt" -> LinkQuery.Sort.CREATED;
            case "updatedAt" -> LinkQuery.Sort.UPDATED;
            case "clicks" -> LinkQuery.Sort.CLICKS;
            default -> {
                mistakes.add("sort", FieldType.OUT_OF_RANGE, "Give createdAt, updatedAt or clicks.");
                yield LinkQuery.Sort.CREATED;
            }
        };
    }

    private Answer lookup(Call call) {
        QueryParameters parameters = call.parameters();
        Mistakes mistakes = parameters.mistakes();
        parameters.value("domain").ifPresent(name -> {
            boolean _ = fields.isKnownDomain("domain", name, mistakes);
        });
        Optional<String> text = parameters.value("code");
        Optional<Code> code = text.flatMap(Code::parse);
        if (text.isEmpty() && !parameters.isGiven("code")) {
            mistakes.add("code", FieldType.MISSING, "Give the code of the link.");
        } else if (text.isPresent() && code.isEmpty()) {
            mistakes.add("code", FieldType.INVALID_CODE, FieldType.INVALID_CODE.meaning());
        }
        mistakes.refuseIfAny();
        return found(links.findByCode(call.workspace(), domain, code.orElseThrow()), call);
    }

    private Answer read(Call call) {
        return ok(existing(links, call), call);
    }

    /**
     * The link that a call names.
     *
     * @throws Refusal where there is none
     */
    static Link existing(LinkStore links, Call call) {
        Optional<Link> link = PublicIds.isPossible(call.variable())
                ? links.find(call.workspace(), call.variable())
                : Optional.empty();
        return link.orElseThrow(LinkRoutes::noSuchLink);
    }

    private Answer found(Optional<Link> link, Call call) {
        return ok(link.orElseThrow(LinkRoutes::noSuchLink), call);
    }

    private Answer ok(Link link, Call call) {
        return Answer.json(200, json.bytes(link, call.now()))
                .withHeaders(Map.of("ETag", EntityTags.of(link.version())));
    }

    private static Refusal noSuchLink() {
        return new Refusal(ProblemType.NOT_FOUND, "There is no such link, or it is deleted.");
    }

    private Answer patch(Call call) {
        ObjectNode patch = JsonRequest.object(call.body());
        EntityTags meant = EntityTags.ifMatch(call);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Link link = existing(links, call);
            meant.check(link.version());
            Mistakes mistakes = new Mistakes();
            Optional<LinkContent> content = fields.patched(link.content(), patch, mistakes);
            if (content.isEmpty()) {
                throw new Refusal(mistakes.problem());
            }
            if (content.get().equals(link.content())) {
                return ok(link, call);
            }
            switch (links.update(call.workspace(), link.id(), link.version(), content.get(), call.now())) {
                case Edit.Done(Link edited) -> {
                    changed.accept(new Change.OfLink(edited.domain(), edited.code()));
                    return ok(edited, call);
                }
                case Edit.VersionMismatch(int actual) -> meant.check(actual);
                case Edit.NotFound _ -> throw noSuchLink();
            }
        }
        throw tooManyEdits();
    }

    private Answer delete(Call call) {
        if (!PublicIds.isPossible(call.variable())) {
            throw noSuchLink();
        }
        EntityTags meant = EntityTags.ifMatch(call);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Integer version = null;
            if (!meant.isAny()) {
                version = existing(links, call).version();
                meant.check(version);
            }
            switch (links.delete(call.workspace(), call.variable(), version, call.now())) {
                case Edit.Done(Link deleted) -> {
                    changed.accept(new Change.OfLink(deleted.domain(), deleted.code()));
                    return Answer.noContent();
                }
                case Edit.VersionMismatch(int actual) -> meant.check(actual);
                case Edit.NotFound _ -> throw noSuchLink();
            }
        }
        throw tooManyEdits();
    }

    private static Refusal tooManyEdits() {
        return new Refusal(Problem.unavailable("The link is being edited by too many others at once."));
    }
}
