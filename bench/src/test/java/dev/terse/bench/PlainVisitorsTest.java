package dev.terse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainVisitorsTest {
    private static final String HEAD =
            "HTTP/1.1 302 Found\r\nLocation: https://a.example/\r\nCONTENT-length: 12\r\n\r\n";

    @Test
    void end_withBody_isAfterTheBody() {
        byte[] answer = (HEAD + "<html>302</>next").getBytes(StandardCharsets.US_ASCII);
        assertThat(PlainVisitors.end(answer, answer.length)).isEqualTo(HEAD.length() + 12);
    }

    @Test
    void end_withoutLength_isAfterTheHead() {
        byte[] answer = "HTTP/1.1 302 Found\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(PlainVisitors.end(answer, answer.length)).isEqualTo(answer.length);
    }

    @Test
    void end_anyPartOfAnAnswer_isNotThere() {
        byte[] answer = (HEAD + "<html>302</>").getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length < answer.length; length++) {
            assertThat(PlainVisitors.end(answer, length)).as("%d bytes", length).isZero();
        }
    }
}
