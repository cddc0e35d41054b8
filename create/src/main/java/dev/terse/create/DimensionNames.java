package dev.terse.create;

import dev.terse.stats.Dimension;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What dimensions are called in the API, such as {@code country} and {@code utmSource}. */
final class DimensionNames {
    private static final Map<Dimension, String> NAMES = new EnumMap<>(Dimension.class);
    private static final Map<String, Dimension> DIMENSIONS = new LinkedHashMap<>();

    static {
        for (Dimension dimension : Dimension.values()) {
            String name = camelCase(dimension.name());
            NAMES.put(dimension, name);
            DIMENSIONS.put(name, dimension);
        }
    }

    private DimensionNames() {}

    private static String camelCase(String name) {
        StringBuilder out = new StringBuilder();
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_') {
                out.append(upper ? c : Character.toLowerCase(c));
            }
            upper = c == '_';
        }
        return out.toString();
    }

    static String of(Dimension dimension) {
        String name = NAMES.get(dimension);
        if (name == null) {
            throw new IllegalStateException("every dimension has a name");
        }
        return name;
    }

    static Optional<Dimension> parse(String name) {
        return Optional.ofNullable(DIMENSIONS.get(name));
    }

    static List<String> all() {
        return new ArrayList<>(DIMENSIONS.keySet());
    }
}
