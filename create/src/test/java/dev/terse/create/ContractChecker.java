package dev.terse.create;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Holds exchanges against the contract in {@code openapi.yaml}: the call has to be there, with that status, those headers
 * and a body of that schema; a request that was accepted has to be of its schema as well. Safe for use by many threads.
 */
public final class ContractChecker {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode contract;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    /** Reads the contract that the service serves. */
    public ContractChecker() {
        try (InputStream in = CreateService.class.getResourceAsStream("openapi.yaml")) {
            this.contract = new YAMLMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode contract() {
        return contract;
    }

    /** Throws an {@link AssertionError} that says where {@code exchange} departs from the contract. */
    public void check(Exchange exchange) {
        String where = exchange.method() + " " + exchange.path() + " → " + exchange.status();
        checkCommonHeaders(exchange, where);
        Optional<JsonNode> path = path(exchange.path());
        if (path.isEmpty()) {
            checkNotStored(exchange, where);
            require(exchange.status() == 404, where, "the contract has no such path");
            checkProblem(exchange, "not-found", where);
            return;
        }
        JsonNode operation = path.get().get(key(exchange.method()));
        if (operation == null) {
            checkNotStored(exchange, where);
            require(exchange.status() == 405, where, "the contract has no such method");
            require(!exchange.header("Allow").isEmpty(), where, "Allow is missing");
            checkProblem(exchange, "method-not-allowed", where);
            return;
        }
        JsonNode declared = operation.path("responses").get(Integer.toString(exchange.status()));
        require(declared != null, where, "the contract has no such status");
        JsonNode response = resolved(Objects.requireNonNull(declared));
        checkHeaders(exchange, response.path("headers"), where);
        if (!response.path("headers").has("Cache-Control")) {
            checkNotStored(exchange, where);
        }
        checkBody(exchange, response.path("content"), where);
        if (exchange.status() < 300) {
            checkRequest(exchange, operation, where);
        }
    }

    /** What a value lacks to be of a schema, which may stand anywhere in the contract. */
    List<Error> errors(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compiled)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    /** The node itself, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        if (reference == null) {
            return node;
        }
        JsonNode target = contract.at(reference.stringValue().substring(1));
        require(!target.isMissingNode(), reference.stringValue(), "leads nowhere");
        return resolved(target);
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", contract.get("components"));
        schema.properties().forEach(member -> whole.set(member.getKey(), member.getValue()));
        return registry.getSchema(whole);
    }

    private Optional<JsonNode> path(String requested) {
        String path = requested.replaceFirst("\\?.*", "");
        JsonNode paths = contract.get("paths");
        if (paths.has(path)) {
            return Optional.of(paths.get(path));
        }
        for (Map.Entry<String, JsonNode> entry : paths.properties()) {
            String template = entry.getKey();
            int variable = template.indexOf('{');
            if (variable > 0
                    && Pattern.matches(
                            Pattern.quote(template.substring(0, variable)) + "[^/]+"
                                    + Pattern.quote(template.substring(template.indexOf('}') + 1)),
                            path)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    /** Where a path has the operation of {@code method}, whose case counts. */
    private static String key(String method) {
        if (method.equals("HEAD")) {
            return "get";
        }
        return method.equals(method.toUpperCase(Locale.ROOT)) ? method.toLowerCase(Locale.ROOT) : "none";
    }

    private static void checkCommonHeaders(Exchange exchange, String where) {
        require(exchange.header("X-Request-Id").matches("[A-Za-z0-9._-]{1,64}"), where, "X-Request-Id is missing");
        require(exchange.header("X-Content-Type-Options").equals("nosniff"), where, "nosniff is missing");
    }

    private static void checkNotStored(Exchange exchange, String where) {
        require(exchange.header("Cache-Control").equals("no-store"), where, "Cache-Control is missing");
    }

    private void checkHeaders(Exchange exchange, JsonNode headers, String where) {
        for (Map.Entry<String, JsonNode> entry : headers.properties()) {
            String name = entry.getKey();
            JsonNode header = resolved(entry.getValue());
            Optional<String> value = exchange.headers().firstValue(name);
            if (value.isPresent()) {
                List<Error> errors =
                        errors(header.get("schema"), JSON.getNodeFactory().stringNode(value.get()));
                require(errors.isEmpty(), where, name + ": " + errors);
            } else {
                require(!header.path("required").asBoolean(false), where, name + " is missing");
            }
        }
    }

    private void checkBody(Exchange exchange, JsonNode content, String where) {
        if (content.isMissingNode()) {
            require(exchange.body().isEmpty(), where, "a body that the contract does not have");
            return;
        }
        String type = exchange.header("Content-Type").replaceFirst(";.*", "");
        JsonNode media = content.get(type);
        require(media != null, where, "the contract has no content of type " + type);
        if (!exchange.method().equals("HEAD") && type.endsWith("json")) {
            List<Error> errors = errors(Objects.requireNonNull(media).get("schema"), exchange.json());
            require(errors.isEmpty(), where, errors + " in " + exchange.body());
        }
    }

    private void checkRequest(Exchange exchange, JsonNode operation, String where) {
        JsonNode content = operation.path("requestBody").path("content");
        if (content.isMissingNode()) {
            return;
        }
        String type = Objects.requireNonNull(exchange.sentType())
                .replaceFirst(";.*", "")
                .toLowerCase(Locale.ROOT);
        JsonNode media = content.get(type);
        require(media != null, where, "a body of type " + type + " was accepted");
        List<Error> errors = errors(
                Objects.requireNonNull(media).get("schema"), JSON.readTree(Objects.requireNonNull(exchange.sent())));
        require(errors.isEmpty(), where, "a request was accepted that has " + errors);
    }

    private void checkProblem(Exchange exchange, String slug, String where) {
        require(exchange.header("Content-Type").equals("application/problem+json"), where, "not a problem");
        if (!exchange.method().equals("HEAD")) {
            require(exchange.problem().equals(slug), where, "another problem: " + exchange.body());
            List<Error> errors = errors(contract.at("/components/schemas/Problem"), exchange.json());
            require(errors.isEmpty(), where, errors + " in " + exchange.body());
        }
    }

    private static void require(boolean condition, String where, String what) {
        if (!condition) {
            throw new AssertionError(where + ": " + what);
        }
    }
}
