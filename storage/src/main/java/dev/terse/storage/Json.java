package dev.terse.storage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The JSON texts that columns hold. */
final class Json {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final ObjectReader MAP = MAPPER.readerFor(new TypeReference<Map<String, String>>() {});
    private static final ObjectReader LIST = MAPPER.readerFor(new TypeReference<List<String>>() {});
    private static final ObjectWriter WRITER = MAPPER.writer();

    private Json() {}

    /** An object of texts in its order, null where it is empty. */
    static @Nullable String ofMap(Map<String, String> map) {
        return map.isEmpty() ? null : WRITER.writeValueAsString(map);
    }

    static String ofList(List<String> list) {
        return WRITER.writeValueAsString(list);
    }

    static Map<String, String> map(@Nullable String json) {
        return json == null ? Map.of() : MAP.readValue(json);
    }

    static List<String> list(@Nullable String json) {
        return json == null || json.equals("[]") ? List.of() : LIST.readValue(json);
    }
}
