package dev.terse.code;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedCodesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api", "admin", "login", "logout", "health", "ready", "live", "metrics", "actuator", "dashboard",
                        "static",
                "assets", "docs", "report", "qr", "preview", "robots", "favicon", "index", "null", "undefined", "livez",
                "readyz", "info", "API", "Admin", "pReViEw", "FAVICON"
            })
    void contains_reservedWordInAnyCase_isTrue(String text) {
        assertThat(ReservedCodes.contains(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aB3dE9x",
                "spring-sale",
                "apis",
                "my-api",
                "ap",
                "adm1n",
                "\u0130ndex",
                "\u212A",
                "l\u0131ve"
            })
    void contains_anythingElse_isFalse(String text) {
        assertThat(ReservedCodes.contains(text)).isFalse();
    }
}
