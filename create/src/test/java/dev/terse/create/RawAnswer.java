package dev.terse.create;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes the text of an HTTP/1.1 answer apart, whose body is neither chunked nor encoded. */
final class RawAnswer {
    private RawAnswer() {}

    static Exchange read(String method, String path, @Nullable String sentType, @Nullable String sent, String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no HTTP answer: " + answer);
        }
        List<String> lines = List.of(answer.substring(0, end).split("\r\n", -1));
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(lines.getFirst().split(" ", -1)[1]);
        if (status == 100) {
            return read(method, path, sentType, sent, answer.substring(end + 4));
        }
        return new Exchange(
                method,
                path,
                sentType,
                sent,
                status,
                HttpHeaders.of(headers, (_, _) -> true),
                answer.substring(end + 4));
    }
}
