package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractCheckerTest {
    private static final String NOT_FOUND =
            "{\"type\": \"/-/problems/not-found\", \"title\": \"t\", \"status\": 404, \"detail\": \"d\", \"requestId\": \"r\"}";

    private final ContractChecker checker = new ContractChecker();
    private final Map<String, String> headers = new HashMap<>(Map.of(
            "X-Request-Id", "r",
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff",
            "Content-Type", "application/problem+json"));

    @Test
    void check_exchangeOfTheContract_passes() {
        assertThatCode(() -> checker.check(exchange("GET", "/api/v1/links/x", 404, NOT_FOUND)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"X-Request-Id", "Cache-Control", "X-Content-Type-Options", "Content-Type"})
    void check_headerMissing_fails(String header) {
        headers.remove(header);
        fails(exchange("GET", "/api/v1/links/x", 404, NOT_FOUND), "");
    }

    @Test
    void check_pathOutsideTheContract_hasToBeAProblem404() {
        assertThatCode(() -> checker.check(exchange("GET", "/nothing", 404, NOT_FOUND)))
                .doesNotThrowAnyException();
        fails(exchange("GET", "/nothing", 200, "{}"), "no such path");
        fails(exchange("GET", "/nothing", 404, "{}"), "not a problem");
    }

    @Test
    void check_methodOutsideTheContract_hasToBe405WithAllow() {
        fails(exchange("PUT", "/api/v1/links", 404, NOT_FOUND), "no such method");
        fails(exchange("PUT", "/api/v1/links", 405, NOT_FOUND), "Allow");
    }

    @Test
    void check_statusOutsideTheContract_fails() {
        fails(exchange("GET", "/api/v1/links/x", 418, NOT_FOUND), "no such status");
    }

    @Test
    void check_bodyOfAnotherSchema_fails() {
        fails(exchange("GET", "/api/v1/links/x", 404, NOT_FOUND.replace("\"r\"", "7")), "requestId");
        fails(exchange("GET", "/api/v1/links/x", 404, NOT_FOUND.replace("not-found", "gone")), "type");
        headers.put("Content-Type", "application/json");
        fails(exchange("GET", "/api/v1/links", 200, "{\"links\": []}"), "next");
        fails(exchange("GET", "/api/v1/links", 200, "{\"links\": [], \"next\": null, \"more\": 1}"), "more");
    }

    @Test
    void check_responseHeaderOfTheContractMissing_fails() {
        fails(
                exchange("GET", "/api/v1/links", 401, NOT_FOUND.replace("not-found", "unauthenticated")),
                "WWW-Authenticate");
    }

    @Test
    void check_requestWasAcceptedThatIsNoneOfTheContract_fails() {
        headers.put("Content-Type", "application/json");
        Exchange accepted = new Exchange(
                "POST",
                "/api/v1/links/bulk",
                "application/json",
                "{\"links\": [{}], \"more\": 1}",
                200,
                httpHeaders(),
                "{\"results\": [{\"status\": 422, \"problem\": "
                        + NOT_FOUND.replace("not-found", "invalid-request").replace("404", "422") + "}]}");
        fails(accepted, "a request was accepted");
    }

    private void fails(Exchange exchange, String why) {
        assertThatThrownBy(() -> checker.check(exchange))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(why);
    }

    private Exchange exchange(String method, String path, int status, String body) {
        return new Exchange(method, path, null, null, status, httpHeaders(), body);
    }

    private HttpHeaders httpHeaders() {
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return HttpHeaders.of(all, (_, _) -> true);
    }
}
