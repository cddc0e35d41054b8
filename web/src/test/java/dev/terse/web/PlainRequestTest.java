package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.web.PlainRequest.Form;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainRequestTest {
    private static final String HOST = "Host: s.example\r\n";

    private final PlainRequest request = new PlainRequest(List.of("user-agent", "X-Own", "x-odd"));

    @ParameterizedTest
    @CsvSource({
        "GET /abc HTTP/1.1, PLAIN",
        "GET /aZ09_-x HTTP/1.1, PLAIN",
        "GET /ab HTTP/1.1, WHOLE",
        "GET / HTTP/1.1, WHOLE",
        "GET /abc?x=1 HTTP/1.1, WHOLE",
        "GET /abc/ HTTP/1.1, WHOLE",
        "GET /abc+ HTTP/1.1, WHOLE",
        "GET /%61bc HTTP/1.1, WHOLE",
        "HEAD /abc HTTP/1.1, WHOLE",
        "HEAD / HTTP/1.1, WHOLE",
        "POST /abc HTTP/1.1, OTHER",
        "GET /abc HTTP/1.0, OTHER",
        "GET /abc  HTTP/1.1, OTHER",
        "GET  /abc HTTP/1.1, OTHER",
        "GET abc HTTP/1.1, OTHER",
        "GET http://s.example/abc HTTP/1.1, OTHER",
        "HEADS /abc HTTP/1.1, OTHER",
        "get /abc HTTP/1.1, OTHER",
        "GET /abc, OTHER",
    })
    void read_requestLine_isOfTheForm(String line, Form form) {
        assertThat(read(line + "\r\n" + HOST + "\r\n")).isEqualTo(form);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 8, 9, 16, 17, 63, 64})
    void read_codeOfAnyLength_isFound(int length) {
        assertThat(read("GET /" + "c".repeat(length) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .isEqualTo(Form.PLAIN);
        assertThat(request.codeEnd() - request.codeStart()).isEqualTo(length);
        assertThat(request.bytes()[request.codeStart()]).isEqualTo((byte) 'c');
        assertThat(read("GET /" + "c".repeat(65) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .isEqualTo(Form.WHOLE);
    }

    @Test
    void read_headersAskedFor_areFoundInAnyCaseAndForgottenWithTheNext() {
        String agent = "curl/8.5 \t(\u00e9) 0123456789 abcdefghijklmnopqrstuvwxyz";
        assertThat(read("GET /abc HTTP/1.1\r\n" + HOST + "USER-AGENT: " + agent + "\r\nx-oWn:v\r\nOther: y\r\n\r\n"))
                .isEqualTo(Form.PLAIN);
        assertThat(value(0)).isEqualTo(agent);
        assertThat(value(1)).isEqualTo("v");
        assertThat(request.has(2)).isFalse();
        assertThat(read("GET /abc HTTP/1.1\r\n" + HOST + "\r\n")).isEqualTo(Form.PLAIN);
        assertThat(request.has(0)).isFalse();
        assertThat(request.has(1)).isFalse();
    }

    @Test
    void read_headerAskedForTwice_isNotPlain() {
        assertThat(read("GET /abc HTTP/1.1\r\n" + HOST + "X-Own: a\r\nx-own: b\r\n\r\n"))
                .isEqualTo(Form.WHOLE);
        assertThat(read("GET /abc HTTP/1.1\r\n" + HOST + "X-Any: a\r\nX-Any: b\r\n\r\n"))
                .isEqualTo(Form.PLAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "Connection: upgrade",
                "Upgrade: h2c",
                "Content-Length: 0",
                "Transfer-Encoding: chunked",
                "Expect: 100-continue",
                "Host: other.example",
                "X : a",
                "X",
                ": a",
                " X: a",
                "X:  a",
                "X: a ",
                "X: a\t",
                "X: a\u0001",
                "X: a\u007f",
                "X: a\u0000",
                "X: a\rb",
                "X: a\nb",
                "X(: a",
            })
    void read_headerThatLeavesDoubt_isOther(String header) {
        assertThat(read("GET /abc HTTP/1.1\r\n" + HOST + header + "\r\n\r\n")).isEqualTo(Form.OTHER);
        assertThat(read("GET /abc HTTP/1.1\r\n" + header + "\r\n" + HOST + "\r\n"))
                .isEqualTo(Form.OTHER);
    }

    @Test
    void read_withoutAHost_isOther() {
        assertThat(read("GET /abc HTTP/1.1\r\nX: a\r\n\r\n")).isEqualTo(Form.OTHER);
        assertThat(read("GET /abc HTTP/1.1\r\n\r\n")).isEqualTo(Form.OTHER);
    }

    @Test
    void read_anyPartOfARequest_isOther() {
        String whole = "GET /abc HTTP/1.1\r\n" + HOST + "X-Own: abc\r\n\r\n";
        assertThat(read(whole)).isEqualTo(Form.PLAIN);
        for (int at = 0; at < whole.length(); at++) {
            assertThat(read(whole.substring(0, at))).isEqualTo(Form.OTHER);
            assertThat(read(whole.substring(at + 1))).isEqualTo(Form.OTHER);
        }
        assertThat(read(whole + whole)).isEqualTo(Form.OTHER);
        assertThat(read(whole + "x")).isEqualTo(Form.OTHER);
        assertThat(read(whole + "\r\n")).isEqualTo(Form.OTHER);
        assertThat(read(whole + "x\r\n\r\n")).isEqualTo(Form.OTHER);
    }

    @Test
    void read_asLongAsThereIsRoom_isPlain() {
        String head = "GET /abc HTTP/1.1\r\n" + HOST + "X-Own: ";
        int room = PlainRequest.MAX_LENGTH - head.length() - 4;
        assertThat(read(head + "v".repeat(room) + "\r\n\r\n")).isEqualTo(Form.PLAIN);
        assertThat(value(1)).hasSize(room);
        assertThat(read(head + "v".repeat(room + 1) + "\r\n\r\n")).isEqualTo(Form.OTHER);
    }

    private Form read(String text) {
        ByteBuf bytes =
                Unpooled.copiedBuffer("??" + text, StandardCharsets.ISO_8859_1).skipBytes(2);
        Form form = request.read(bytes);
        assertThat(bytes.readableBytes()).isEqualTo(text.length());
        return form;
    }

    private String value(int header) {
        int start = request.start(header);
        return new String(request.bytes(), start, request.end(header) - start, StandardCharsets.ISO_8859_1);
    }
}
