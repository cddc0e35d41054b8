package dev.terse.create;

import dev.terse.code.Code;
import dev.terse.code.ReservedCodes;
import dev.terse.link.LinkContent;
import dev.terse.target.Target;
import dev.terse.target.TargetCheck;
import dev.terse.target.TargetPolicy;
import dev.terse.target.TargetRefusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what clients set on a link: all of it to create one, or a JSON merge patch (RFC 7396) of one. Every member is
 * looked at, so that all mistakes are found at once. A member that is null takes the value that it has where it is left
 * out of a create.
 */
final class LinkFields {
    static final int MAX_TITLE = 500;
    static final int MAX_NOTE = 5_000;
    static final int MAX_TAGS = 50;
    static final int MAX_TAG = 64;
    static final int MAX_METADATA = 50;
    static final int MAX_METADATA_NAME = 64;
    static final int MAX_METADATA_VALUE = 500;

    private static final Set<Integer> REDIRECT_STATUSES = Set.of(301, 302, 307, 308);
    private static final Set<String> READ_ONLY = Set.of(
            "id",
            "code",
            "domain",
            "shortUrl",
            "protected",
            "clicks",
            "createdAt",
            "updatedAt",
            "createdBy",
            "version");

    private final TargetPolicy targets;
    private final ShortUrls urls;

    LinkFields(TargetPolicy targets, ShortUrls urls) {
        this.targets = targets;
        this.urls = urls;
    }

    /** @param code the one that was chosen, null for a generated one */
    record NewLink(@Nullable Code code, LinkContent content) {}

    /** A link to create; empty where there are mistakes. */
    Optional<NewLink> forNew(ObjectNode body, Instant now, Mistakes mistakes) {
        Reading reading = new Reading(mistakes, null);
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            switch (member.getKey()) {
                case "code" -> reading.code(member.getValue());
                case "domain" -> reading.domain(member.getValue());
                default -> reading.member(member.getKey(), member.getValue());
            }
        }
        if (!body.has("url")) {
            mistakes.add("url", FieldType.MISSING, TargetRefusal.MISSING.detail());
        }
        Timestamps.checkToCome("expiresAt", reading.expiresAt, now, mistakes);
        return reading.content().map(content -> new NewLink(reading.code, content));
    }

    /** What {@code current} becomes by {@code patch}; empty where there are mistakes. */
    Optional<LinkContent> patched(LinkContent current, ObjectNode patch, Mistakes mistakes) {
        Reading reading = new Reading(mistakes, current);
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (READ_ONLY.contains(member.getKey())) {
                mistakes.add(member.getKey(), FieldType.UNKNOWN_FIELD, "This member of a link can't be changed.");
            } else {
                reading.member(member.getKey(), member.getValue());
            }
        }
        return reading.content();
    }

    /** The domain's own check, for whatever names one. */
    boolean isKnownDomain(String field, String name, Mistakes mistakes) {
        if (name.equalsIgnoreCase(urls.domain())) {
            return true;
        }
        mistakes.add(
                field, FieldType.OUT_OF_RANGE, "Give a domain that serves links here, such as " + urls.domain() + ".");
        return false;
    }

    /** The target that {@code text} spells; null, and its mistakes, where no link may lead there. */
    private @Nullable Target target(String field, JsonNode value, Mistakes mistakes) {
        if (!value.isString()) {
            mistakes.add(field, FieldType.WRONG_TYPE, "Give the address as a string.");
            return null;
        }
        return switch (targets.check(value.stringValue())) {
            case TargetCheck.Accepted(Target target) -> target;
            case TargetCheck.Refused(List<TargetRefusal> refusals) -> {
                refusals.forEach(refusal -> mistakes.add(field, refusal.type(), refusal.detail()));
                yield null;
            }
        };
    }

    /** One request's values as they come in. */
    private final class Reading {
        private final Mistakes mistakes;
        private @Nullable Code code;
        private @Nullable Target target;
        private @Nullable String title;
        private @Nullable String note;
        private List<String> tags = List.of();
        private Map<String, String> metadata = Map.of();
        private @Nullable Instant startsAt;
        private @Nullable Instant expiresAt;
        private boolean startsAtGiven;
        private boolean expiresAtGiven;
        private @Nullable Target fallback;
        private int redirectStatus = 302;
        private boolean forwardQuery;
        private boolean forwardPath;
        private boolean disabled;
        private final boolean isPatch;

        Reading(Mistakes mistakes, @Nullable LinkContent current) {
            this.mistakes = mistakes;
            isPatch = current != null;
            if (current != null) {
                target = current.target();
                title = current.title();
                note = current.note();
                tags = current.tags();
                metadata = current.metadata();
                startsAt = current.startsAt();
                expiresAt = current.expiresAt();
                fallback = current.fallback();
                redirectStatus = current.redirectStatus();
                forwardQuery = current.forwardQuery();
                forwardPath = current.forwardPath();
                disabled = current.disabled();
            }
        }

        void member(String name, JsonNode value) {
            boolean absent = value.isNull();
            switch (name) {
                case "url" -> {
                    if (absent) {
                        mistakes.add(name, FieldType.MISSING, TargetRefusal.MISSING.detail());
                    } else {
                        target = target(name, value, mistakes);
                    }
                }
                case "title" -> title = absent ? null : Texts.read(name, value, MAX_TITLE, mistakes);
                case "note" -> note = absent ? null : Texts.read(name, value, MAX_NOTE, mistakes);
                case "tags" -> tags = absent ? List.of() : tags(value);
                case "metadata" -> metadata = absent ? Map.of() : metadata(value);
                case "startsAt" -> {
                    startsAtGiven = true;
                    startsAt = absent ? null : Timestamps.read(name, value, mistakes);
                }
                case "expiresAt" -> {
                    expiresAtGiven = true;
                    expiresAt = absent ? null : Timestamps.read(name, value, mistakes);
                }
                case "fallbackUrl" -> fallback = absent ? null : target(name, value, mistakes);
                case "redirectStatus" -> redirectStatus = absent ? 302 : redirectStatus(value);
                case "forwardQuery" -> forwardQuery = !absent && bool(name, value);
                case "forwardPath" -> forwardPath = !absent && bool(name, value);
                case "state" -> disabled = !absent && isDisabled(value);
                default ->
                    mistakes.add(
                            Mistakes.shortened(name), FieldType.UNKNOWN_FIELD, "A link has no such member to set.");
            }
        }

        void code(JsonNode value) {
            if (value.isNull()) {
                return;
            }
            if (!value.isString()) {
                mistakes.add("code", FieldType.WRONG_TYPE, "Give a string, or leave the code out to get one.");
                return;
            }
            String text = value.stringValue();
            Optional<Code> parsed = Code.parse(text);
            if (parsed.isEmpty()) {
                mistakes.add("code", FieldType.INVALID_CODE, FieldType.INVALID_CODE.meaning());
            } else if (ReservedCodes.contains(text)) {
                mistakes.add(
                        "code", FieldType.RESERVED_CODE, "Choose another code: the service keeps this one for itself.");
            } else {
                code = parsed.get();
            }
        }

        void domain(JsonNode value) {
            if (value.isNull()) {
                return;
            }
            if (!value.isString()) {
                mistakes.add("domain", FieldType.WRONG_TYPE, "Give a string, or leave it out for the default domain.");
                return;
            }
            boolean _ = isKnownDomain("domain", value.stringValue(), mistakes);
        }

        Optional<LinkContent> content() {
            if (startsAt != null && expiresAt != null && !expiresAt.isAfter(startsAt)) {
                if (expiresAtGiven) {
                    mistakes.add("expiresAt", FieldType.OUT_OF_RANGE, "Give a time after startsAt.");
                } else if (startsAtGiven) {
                    mistakes.add("startsAt", FieldType.OUT_OF_RANGE, "Give a time before expiresAt.");
                }
            }
            if (target == null || !mistakes.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new LinkContent(
                    target,
                    title,
                    note,
                    tags,
                    metadata,
                    startsAt,
                    expiresAt,
                    fallback,
                    redirectStatus,
                    forwardQuery,
                    forwardPath,
                    disabled));
        }

        private List<String> tags(JsonNode value) {
            if (!(value instanceof ArrayNode array)) {
                mistakes.add("tags", FieldType.WRONG_TYPE, "Give a list of strings.");
                return List.of();
            }
            if (array.size() > MAX_TAGS) {
                mistakes.add("tags", FieldType.TOO_LONG, "Give at most " + MAX_TAGS + " tags.");
                return List.of();
            }
            Set<String> distinct = new LinkedHashSet<>();
            for (int i = 0; i < array.size(); i++) {
                String field = "tags[" + i + "]";
                JsonNode element = array.get(i);
                if (!element.isString()) {
                    mistakes.add(field, FieldType.WRONG_TYPE, "Give a string.");
                    continue;
                }
                String tag = Texts.name(field, element.stringValue(), MAX_TAG, mistakes);
                if (tag != null && !distinct.add(tag)) {
                    mistakes.add(field, FieldType.OUT_OF_RANGE, "Give each tag once.");
                }
            }
            return new ArrayList<>(distinct);
        }

        private Map<String, String> metadata(JsonNode value) {
            if (!(value instanceof ObjectNode object)) {
                mistakes.add("metadata", FieldType.WRONG_TYPE, "Give an object of strings.");
                return Map.of();
            }
            Map<String, String> merged = new LinkedHashMap<>(metadata);
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey();
                String field = "metadata." + Mistakes.shortened(name);
                if (member.getValue().isNull() && isPatch) {
                    merged.remove(name);
                    continue;
                }
                String checked = Texts.name(field, name, MAX_METADATA_NAME, mistakes);
                String text = Texts.read(field, member.getValue(), MAX_METADATA_VALUE, mistakes);
                if (checked != null && text != null) {
                    merged.put(checked, text);
                }
            }
            if (merged.size() > MAX_METADATA) {
                mistakes.add("metadata", FieldType.TOO_LONG, "Give at most " + MAX_METADATA + " members.");
            }
            return merged;
        }

        private int redirectStatus(JsonNode value) {
            if (!value.isIntegralNumber()) {
                mistakes.add("redirectStatus", FieldType.WRONG_TYPE, "Give a whole number.");
            } else if (!value.canConvertToInt() || !REDIRECT_STATUSES.contains(value.intValue())) {
                mistakes.add("redirectStatus", FieldType.OUT_OF_RANGE, "Give 301, 302, 307 or 308.");
            } else {
                return value.intValue();
            }
            return 302;
        }

        private boolean bool(String field, JsonNode value) {
            if (!value.isBoolean()) {
                mistakes.add(field, FieldType.WRONG_TYPE, "Give true or false.");
                return false;
            }
            return value.booleanValue();
        }

        private boolean isDisabled(JsonNode value) {
            if (!value.isString()) {
                mistakes.add("state", FieldType.WRONG_TYPE, "Give a string.");
                return false;
            }
            return switch (value.stringValue()) {
                case "active" -> false;
                case "disabled" -> true;
                default -> {
                    mistakes.add(
                            "state",
                            FieldType.OUT_OF_RANGE,
                            "Give active or disabled; the others follow from other members.");
                    yield false;
                }
            };
        }
    }
}
