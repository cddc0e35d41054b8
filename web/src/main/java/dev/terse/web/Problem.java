package dev.terse.web;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What is wrong with a request, as RFC 9457 problem details.
 *
 * @param status the type's own, or another that says more precisely what was too large
 * @param detail a sentence about this occurrence; never holds a stack trace, SQL, class name or secret
 * @param headers that the answer needs beside its type, such as {@code Allow} or {@code Retry-After}
 */
public record Problem(
        ProblemType type, int status, String detail, List<FieldError> errors, Map<String, String> headers) {
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final JsonFactory JSON = new JsonFactory();

    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, type.status(), detail, List.of(), Map.of());
    }

    /** All mistakes of a request at once. */
    public static Problem invalid(List<FieldError> errors) {
        String detail = errors.size() == 1
                ? errors.getFirst().detail()
                : errors.size() + " values are not valid; errors names each of them.";
        return new Problem(ProblemType.INVALID_REQUEST, ProblemType.INVALID_REQUEST.status(), detail, errors, Map.of());
    }

    /** The service can't answer now and may in a few seconds. */
    public static Problem unavailable(String detail) {
        return of(ProblemType.UNAVAILABLE, detail).withHeader("Retry-After", "5");
    }

    public Problem withStatus(int status) {
        return new Problem(type, status, detail, errors, headers);
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return new Problem(type, status, detail, errors, all);
    }

    /** The body of the answer, UTF-8. */
    public byte[] toJson(String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            writeTo(json, requestId);
        }
        return out.toByteArray();
    }

    /** Writes the problem as one JSON object, for answers that hold several. */
    public void writeTo(JsonGenerator json, String requestId) {
        json.writeStartObject();
        json.writeStringProperty("type", "/-/problems/" + type.slug());
        json.writeStringProperty("title", type.title());
        json.writeNumberProperty("status", status);
        json.writeStringProperty("detail", detail);
        json.writeStringProperty("requestId", requestId);
        if (!errors.isEmpty()) {
            json.writeArrayPropertyStart("errors");
            for (FieldError error : errors) {
                json.writeStartObject();
                json.writeStringProperty("field", error.field());
                json.writeStringProperty("type", error.type());
                json.writeStringProperty("detail", error.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
