package dev.terse.create;

import dev.terse.web.ProblemType;
import dev.terse.web.Sha256;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of a request as one JSON object, as strictly as RFC 8259 and I-JSON (RFC 7493) allow: UTF-8 and nothing
 * else, no member twice, nothing after the object, {@link #MAX_DEPTH} levels and {@link #MAX_TOKENS} tokens at most.
 */
final class JsonRequest {
    static final int MAX_DEPTH = 32;

    /** More than the largest bulk create has, whose 1,000 links have some 182 tokens each. */
    static final int MAX_TOKENS = 250_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(Route.MAX_BODY)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    // Names are the clients' own: a table of them would outlive every request.
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonRequest() {}

    /** @throws Refusal where the body is no such object */
    static ObjectNode object(Buffer body) {
        JsonNode node;
        try {
            // Decoded first: the parser of bytes is lenient about UTF-8 and takes UTF-16 as well.
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
            node = MAPPER.readTree(
                    MAPPER.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining()));
        } catch (CharacterCodingException e) {
            throw new Refusal(ProblemType.MALFORMED_JSON, "The body is not UTF-8.");
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw new Refusal(
                    ProblemType.MALFORMED_JSON,
                    "The body has to be one JSON value in UTF-8, with no member twice, nothing after it and at most "
                            + MAX_DEPTH + " levels and " + MAX_TOKENS + " tokens"
                            + (place == null
                                    ? "."
                                    : "; it goes wrong at line " + place.getLineNr() + ", column " + place.getColumnNr()
                                            + "."));
        }
        if (node == null || node.isMissingNode()) {
            throw new Refusal(ProblemType.MALFORMED_JSON, "The body is empty; it has to be a JSON object.");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new Refusal(ProblemType.MALFORMED_REQUEST, "The body has to be a JSON object.");
    }

    /** SHA-256 in hex of what {@code node} says, whatever the order of members and the white space in its text. */
    static String fingerprint(JsonNode node) {
        return HexFormat.of().formatHex(Sha256.of(MAPPER.writeValueAsBytes(sorted(node))));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> members = new TreeMap<>();
            object.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            return new ObjectNode(JsonNodeFactory.instance, members);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return node;
    }
}
