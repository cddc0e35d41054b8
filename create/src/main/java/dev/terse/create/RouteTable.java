package dev.terse.create;

import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: by the whole path, else by all of it but its last segment, else by all but the one before
 * that; the segment that was left out is then the route's variable. HEAD is answered by the route of GET.
 */
final class RouteTable {
    private static final String VARIABLE = "{}";

    private final Map<String, Map<HttpMethod, Route>> byPath = new HashMap<>();
    private final Map<String, Map<HttpMethod, Route>> byPattern = new HashMap<>();

    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            String path = route.path();
            int variable = path.indexOf('{');
            var table = variable < 0 ? byPath : byPattern;
            String key = variable < 0
                    ? path
                    : path.substring(0, variable) + VARIABLE + path.substring(path.indexOf('}') + 1);
            table.computeIfAbsent(key, _ -> new HashMap<>()).put(route.method(), route);
        }
    }

    sealed interface Match {
        /**
         * A route that answers the request.
         *
         * @param variable the segment that the route leaves open, as it stands in the request; else empty
         */
        record Found(Route route, String variable) implements Match {}

        /**
         * A path that knows other methods only.
         *
         * @param allow those methods, as the header {@code Allow} has them
         */
        record MethodNotAllowed(String allow) implements Match {}

        record NotFound() implements Match {}
    }

    Match find(HttpMethod method, @Nullable String path) {
        if (path == null) {
            return new Match.NotFound();
        }
        Map<HttpMethod, Route> routes = byPath.get(path);
        String variable = "";
        int end = path.length();
        for (int tries = 0; routes == null && tries < 2 && end > 0; tries++) {
            int start = path.lastIndexOf('/', end - 1) + 1;
            variable = path.substring(start, end);
            routes = variable.isEmpty()
                    ? null
                    : byPattern.get(path.substring(0, start) + VARIABLE + path.substring(end));
            end = start - 1;
        }
        if (routes == null) {
            return new Match.NotFound();
        }
        Route route = routes.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
        return route == null ? new Match.MethodNotAllowed(allow(routes)) : new Match.Found(route, variable);
    }

    private static String allow(Map<HttpMethod, Route> routes) {
        TreeSet<String> names = new TreeSet<>();
        for (HttpMethod method : routes.keySet()) {
            names.add(method.name());
            if (method.equals(HttpMethod.GET)) {
                names.add(HttpMethod.HEAD.name());
            }
        }
        return String.join(", ", names);
    }
}
