package dev.terse.create;

import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: by the whole path, else by all but its last segment, which is then the route's variable.
 * HEAD is answered by the route of GET.
 */
final class RouteTable {
    private final Map<String, Map<HttpMethod, Route>> byPath = new HashMap<>();
    private final Map<String, Map<HttpMethod, Route>> byParent = new HashMap<>();

    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            String path = route.path();
            int variable = path.indexOf('{');
            var table = variable < 0 ? byPath : byParent;
            table.computeIfAbsent(variable < 0 ? path : path.substring(0, variable), _ -> new HashMap<>())
                    .put(route.method(), route);
        }
    }

    sealed interface Match {
        /**
         * A route that answers the request.
         *
         * @param variable the last segment where the route leaves it open, as it stands in the request; else empty
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
        if (routes == null) {
            int last = path.lastIndexOf('/') + 1;
            variable = path.substring(last);
            routes = variable.isEmpty() ? null : byParent.get(path.substring(0, last));
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
