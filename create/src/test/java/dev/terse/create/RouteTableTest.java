package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private final RouteTable table = new RouteTable(
            Stream.of("/links", "/links/lookup", "/links/{id}", "/links/{id}/stats", "/stats", "/stats/live")
                    .map(path -> Route.get(path, null, Answer.JSON, _ -> Answer.noContent()))
                    .toList());

    @ParameterizedTest
    @CsvSource({
        "/links, /links, ''",
        "/links/lookup, /links/lookup, ''",
        "/links/abc, /links/{id}, abc",
        "/links/stats, /links/{id}, stats",
        "/links/{}, /links/{id}, {}",
        "/links/abc/stats, /links/{id}/stats, abc",
        "/links/lookup/stats, /links/{id}/stats, lookup",
        "/links/{}/stats, /links/{id}/stats, {}",
        "/stats/live, /stats/live, ''"
    })
    void find_path_isItsRouteAndTheSegmentThatIsOpen(String path, String route, String variable) {
        assertThat(table.find(HttpMethod.GET, path)).isInstanceOfSatisfying(RouteTable.Match.Found.class, found -> {
            assertThat(found.route().path()).isEqualTo(route);
            assertThat(found.variable()).isEqualTo(variable);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//",
                "links",
                "/links/",
                "/links//stats",
                "/links/abc/",
                "/links/abc/stats/",
                "/links/abc/other",
                "/links/a/b/stats",
                "/links/{id}/stats/x",
                "/stats/other",
                "/stats/a/live",
                "/x/stats"
            })
    void find_otherPath_isNothing(String path) {
        assertThat(table.find(HttpMethod.GET, path)).isEqualTo(new RouteTable.Match.NotFound());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/links", "/links/abc", "/links/abc/stats"})
    void find_otherMethod_namesThoseThatAre(String path) {
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.DELETE)) {
            assertThat(table.find(method, path)).isEqualTo(new RouteTable.Match.MethodNotAllowed("GET, HEAD"));
        }
    }
}
