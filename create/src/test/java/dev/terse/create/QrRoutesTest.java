package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.key.Scope;
import dev.terse.qr.Level;
import dev.terse.qr.QrReader;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QrRoutesTest {
    private static final String ADDRESS = "https://s.example/printed?src=qr";

    private final FakeService service = new FakeService();
    private final String path = "/api/v1/links/" + service.link("printed", "") + "/qr";

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void qr_withoutParameters_isAnSvgOfTheMarkedAddress() {
        Exchange answer = service.client.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("image/svg+xml");
        assertThat(answer.header("Content-Disposition")).isEqualTo("inline; filename=\"printed.svg\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=3600");
        assertThat(answer.header("Vary")).isEqualTo("Accept");
        assertThat(answer.body())
                .startsWith(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"512\" height=\"512\" viewBox=\"0 0 37 37\"")
                .contains("<rect width=\"37\" height=\"37\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\"M4 4h7v1h-7z")
                .endsWith("</svg>\n");
        assertThat(QrReader.read(QrReader.svg(bytes(answer), 4), Level.M)).isEqualTo(ADDRESS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            format=png                                                    | 512  | M | ffffffff | ff000000
            format=png&size=37                                            | 37   | M | ffffffff | ff000000
            format=png&size=4096&level=L                                  | 4096 | L | ffffffff | ff000000
            format=png&size=300&margin=0&level=H                          | 300  | H | ffffffff | ff000000
            format=png&margin=32&level=Q                                  | 512  | Q | ffffffff | ff000000
            format=png&color=%23a00&background=%23FFF8E7                  | 512  | M | fffff8e7 | ffaa0000
            format=png&color=%230a3d62&background=transparent             | 512  | M | 00ffffff | ff0a3d62
            """)
    void qr_asPng_isReadBackInTheColorsAskedFor(String query, int size, Level level, String ground, String color) {
        Exchange answer = service.client.get(path + "?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("image/png");
        assertThat(answer.header("Content-Disposition")).isEqualTo("inline; filename=\"printed.png\"");
        assertThat(answer.header("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
        BufferedImage picture = QrReader.png(bytes(answer));
        assertThat(picture.getWidth()).isEqualTo(size);
        assertThat(QrReader.read(picture, level)).isEqualTo(ADDRESS);
        int middle = size / 2;
        assertThat(picture.getRGB(0, middle) == Integer.parseUnsignedInt(ground, 16) || query.contains("margin=0"))
                .isTrue();
        assertThat(List.of(Integer.parseUnsignedInt(ground, 16), Integer.parseUnsignedInt(color, 16)))
                .contains(picture.getRGB(middle, middle), picture.getRGB(middle, size / 3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ?size=80    | image/png                             | 200 | image/png
            ?size=80    | image/svg+xml                         | 200 | image/svg+xml
            ?size=80    | image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8 | 200 | image/svg+xml
            ?size=80    | image/svg+xml;q=0.5,image/png         | 200 | image/png
            ?size=80    | application/json                      | 406 | application/problem+json
            ?format=png | image/svg+xml                         | 200 | image/png
            ?format=svg | image/png                             | 200 | image/svg+xml
            """)
    void qr_format_isTheOneNamedElseThatOfAccept(String query, String accept, int status, String type) {
        Exchange answer = service.client.get(path + query, "Accept", accept);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            format=gif                        | format: out-of-range
            format=PNG                        | format: out-of-range
            size=31                           | size: out-of-range
            size=4097                         | size: out-of-range
            size=1e2                          | size: wrong-type
            size=36                           | size: out-of-range
            size=92&margin=32                 | size: out-of-range
            margin=-1                         | margin: out-of-range
            margin=33                         | margin: out-of-range
            level=m                           | level: out-of-range
            level=X                           | level: out-of-range
            color=red                         | color: wrong-type
            color=000                         | color: wrong-type
            color=%23000f                     | color: wrong-type
            color=transparent                 | color: wrong-type
            color=                            | color: missing
            background=none                   | background: wrong-type
            background=Transparent            | background: wrong-type
            color=%23fff                      | color: out-of-range
            color=%23ccc&background=transparent | color: out-of-range
            color=%23fff&background=%23000    | color: out-of-range
            background=%23000                 | background: out-of-range
            background=%23333&size=1          | background: out-of-range, size: out-of-range
            colour=%23000                     | colour: unknown-field
            size=100&size=100                 | size: out-of-range
            format=a&size=b&margin=c&level=d&color=e&background=f&g=h | format: out-of-range, size: wrong-type, margin: wrong-type, level: out-of-range, color: wrong-type, background: wrong-type, g: unknown-field
            """)
    void qr_mistakes_areAllNamed(String query, String errors) {
        for (String accept : List.of("*/*", "image/png")) {
            Exchange answer = service.client.get(path + "?" + query, "Accept", accept);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.errors()).containsExactlyInAnyOrder(errors.split(", ", -1));
        }
    }

    @Test
    void qr_colorsThatCantBeReadOrSizeThatIsTooSmall_saysWhatToDo() {
        assertThat(detail("color=%23fff"))
                .isEqualTo(
                        "A camera can't make the code out; give a darker color or a lighter background, with a contrast of "
                                + "3 to 1 at least. A transparent background counts as white.");
        assertThat(detail("size=36"))
                .isEqualTo(
                        "The code and its margin are 37 modules wide, and each takes a pixel at least; give a larger "
                                + "size or a smaller margin.");
    }

    private String detail(String query) {
        return service.client
                .get(path + "?" + query)
                .json()
                .at("/errors/0/detail")
                .stringValue();
    }

    @Test
    void qr_pictureThatTheClientHas_isNotSentAgain() {
        Exchange svg = service.client.get(path);
        String tag = svg.header("ETag");
        for (String held : List.of(tag, "W/" + tag, "*", "\"x\", " + tag)) {
            Exchange again = service.client.get(path, "If-None-Match", held);
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
        }
        Exchange other = service.client.get(path + "?margin=3", "If-None-Match", tag);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("ETag")).isNotEqualTo(tag);
        assertThat(service.client.get(path).body()).isEqualTo(svg.body());
    }

    @Test
    void qr_head_hasTheHeadersAlone() {
        Exchange get = service.client.get(path + "?format=png");
        Exchange head = service.client.send("HEAD", path + "?format=png", null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control", "Content-Disposition")) {
            assertThat(head.header(name)).as(name).isNotEmpty().isEqualTo(get.header(name));
        }
    }

    @Test
    void qr_noSuchLinkOrNoScope_isRefused() {
        assertThat(service.client
                        .get("/api/v1/links/01ARYZ6S410000000000000000/qr")
                        .problem())
                .isEqualTo("not-found");
        assertThat(service.client.withKey(null).get(path).problem()).isEqualTo("unauthenticated");
        ApiClient stats = service.client.withKey(service.key("stats", null, Scope.STATS_READ));
        assertThat(stats.get(path).problem()).isEqualTo("forbidden");
        ApiClient reader = service.client.withKey(service.key("reader", null, Scope.LINKS_READ));
        assertThat(reader.get(path).status()).isEqualTo(200);
        assertThat(service.client.send("POST", path, null).header("Allow")).isEqualTo("GET, HEAD");
    }

    private static byte[] bytes(Exchange answer) {
        return answer.body().getBytes(StandardCharsets.ISO_8859_1);
    }
}
