package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.code.Code;
import dev.terse.visit.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # target                          | code    | rest  | query  | preview
            /abc                              | abc     | ~~    | ~~     | false
            /aB3-_x                           | aB3-_x  | ~~    | ~~     | false
            /abc?                             | abc     | ~~    | ~~     | false
            /abc?x=1                          | abc     | ~~    | x=1    | false
            /abc?x=/y?z                       | abc     | ~~    | x=/y?z | false
            /abc?x#y                          | abc     | ~~    | x      | false
            /abc#x                            | abc     | ~~    | ~~     | false
            /abc#x?y                          | abc     | ~~    | ~~     | false
            /abc/                             | abc     | /     | ~~     | false
            /abc/x/y                          | abc     | /x/y  | ~~     | false
            /abc//x                           | abc     | //x   | ~~     | false
            /abc/%2e%2e?q                     | abc     | /%2e%2e | q    | false
            /abc/../x                         | abc     | /../x | ~~     | false
            # preview
            /abc+                             | abc     | ~~    | ~~     | true
            /abc%2B                           | abc     | ~~    | ~~     | true
            /abc%2b?x=1                       | abc     | ~~    | x=1    | true
            /abc+/x                           | abc     | /x    | ~~     | true
            /abc/x+                           | abc     | /x+   | ~~     | false
            # encoded codes
            /%61bc                            | abc     | ~~    | ~~     | false
            /%61%62%63                        | abc     | ~~    | ~~     | false
            /abc%5Fx%2Dy                      | abc_x-y | ~~    | ~~     | false
            # absolute-form
            http://s.example/abc              | abc     | ~~    | ~~     | false
            HTTPS://s.example:8080/abc/x?y    | abc     | /x    | y      | false
            http://u:p@s.example/abc          | abc     | ~~    | ~~     | false
            http:///abc                       | abc     | ~~    | ~~     | false
            """)
    void parse_codeInIt_isTakenApart(String uri, String code, String rest, String query, boolean preview) {
        RequestTarget target = RequestTarget.parse(uri);
        assertThat(target.code()).isEqualTo(new Code(code));
        assertThat(target.visit()).isEqualTo(new Visit(rest, query, preview));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            /                                 | /
            /?x                               | /
            /#x                               | /
            ~~                                | /
            /?abc                             | /
            http://s.example                  | /
            http://s.example?x                | /
            http://s.example/robots.txt?x     | /robots.txt
            ftp://s.example/abc               | ftp://s.example/abc
            /robots.txt                       | /robots.txt
            //abc                             | //abc
            //evil.example/abc                | //evil.example/abc
            /../abc                           | /../abc
            /./abc                            | /./abc
            /ab                               | /ab
            /abc++                            | /abc++
            /+                                | /+
            /ab+                              | /ab+
            /abc%00                           | /abc%00
            /abc%                             | /abc%
            /abc%4                            | /abc%4
            /abc%zz                           | /abc%zz
            /abc%2Fx                          | /abc%2Fx
            /abc%20                           | /abc%20
            /abc%2561                         | /abc%2561
            /abc.                             | /abc.
            /abc;x                            | /abc;x
            /abc\\x                            | /abc\\x
            /ａbc                             | /ａbc
            /abcÃ©                            | /abcÃ©
            *                                 | *
            s.example:443                     | s.example:443
            abc                               | abc
            """)
    void parse_noCodeInIt_isAPathAlone(String uri, String path) {
        assertThat(RequestTarget.parse(uri)).isEqualTo(new RequestTarget(path, null, Visit.PLAIN));
    }

    @Test
    void parse_codeAlone_isThePlainVisit() {
        assertThat(RequestTarget.parse("/abc").visit()).isSameAs(Visit.PLAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65})
    void parse_length_isThatOfACode(int length) {
        assertThat(RequestTarget.parse("/" + "a".repeat(length)).code() != null).isEqualTo(length <= Code.MAX_LENGTH);
    }
}
