package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # browsers
            text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | true
            text/html, application/xhtml+xml, image/jxr, */*                | false
            text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2            | true
            TEXT/HTML; charset=utf-8                                        | true
            application/xhtml+xml                                           | true
            text/*                                                          | true
            text/html;q=0.2, */*;q=0.1                                      | true
            # clients
            */*                                                             | false
            application/json                                                | false
            application/problem+json                                        | false
            application/json, text/plain, */*                               | false
            text/html, application/json                                     | false
            text/html;q=0.5, application/json                               | false
            application/json;q=0.5, text/html                               | true
            application/*, text/html;q=0.9                                  | false
            # the most exact name counts, whatever its place
            */*, text/html;q=0                                              | false
            */*, application/json;q=0, application/problem+json;q=0         | true
            text/html;q=0                                                   | false
            # what can't be read counts for nothing
            text/html;q=high                                                | false
            text/html;q=2                                                   | false
            ;;;,,,q=1                                                       | false
            text/html;;q=1.000                                              | true
            '' | false
            """)
    void prefersHtml_accept_isReadAsTheClientMeansIt(String accept, boolean html) {
        assertThat(Accept.prefersHtml(accept)).isEqualTo(html);
    }

    @Test
    void prefersHtml_noHeader_isAClient() {
        assertThat(Accept.prefersHtml((String) null)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                                     | true
            Application/JSON; charset=utf-8                      | true
            application/*                                        | true
            */*                                                  | true
            text/html, application/json;q=0.001                  | true
            text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2 | true
            application/json;q=1, */*;q=0                        | true
            text/html                                            | false
            application/jsonp                                    | false
            application/json;q=0                                 | false
            application/json;q=0, */*                            | false
            application/json; Q=0.000, application/*             | false
            application/json;q=0.                                | false
            application/json;q=0.0000                            | true
            application/json;q=-1                                | true
            ''                                                   | true
            ;;;,,,q=1                                            | false
            """)
    void allows_accept_leavesRoomForJson(String accept, boolean allowed) {
        assertThat(Accept.allows(accept, "application/json")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''                                          | image/svg+xml
            */*                                         | image/svg+xml
            image/*                                     | image/svg+xml
            image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8 | image/svg+xml
            image/png                                   | image/png
            image/png, image/svg+xml                    | image/svg+xml
            image/png, */*;q=0.5                        | image/png
            image/svg+xml;q=0.1, image/*;q=0.2          | image/png
            image/svg+xml;q=0, */*                      | image/png
            application/json                            | -
            image/svg+xml;q=0, image/png;q=0, */*       | -
            """)
    void best_accept_isWhatTheClientWantsMost(String accept, @Nullable String best) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Accept", accept);
        assertThat(Accept.best(headers, List.of("image/svg+xml", "image/png"))).isEqualTo(Optional.ofNullable(best));
        assertThat(Accept.best(MultiMap.caseInsensitiveMultiMap(), List.of("image/png")))
                .contains("image/png");
    }
}
