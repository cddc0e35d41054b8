package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final String PEER = "10.0.0.1";

    private final ClientAddress behindProxies =
            new ClientAddress(List.of(Network.parse("10.0.0.0/8"), Network.parse("fd00::/8")));

    /** Headers of one request are separated by a bar here. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            203.0.113.9                                 ~ 203.0.113.9
            203.0.113.9, 10.0.0.2                       ~ 203.0.113.9
            198.51.100.1, 203.0.113.9, 10.0.0.2, fd00::1~ 203.0.113.9
            198.51.100.1 | 203.0.113.9 | 10.0.0.2       ~ 203.0.113.9
            203.0.113.9 | 10.0.0.2, 10.0.0.3            ~ 203.0.113.9
            10.0.0.3, 10.0.0.2                          ~ 10.0.0.3
            2001:db8::7                                 ~ 2001:db8::7
            [2001:db8::7]                               ~ 2001:db8::7
            [2001:db8::7]:4711                          ~ 2001:db8::7
            203.0.113.9:4711                            ~ 203.0.113.9
            ::ffff:203.0.113.9                          ~ 203.0.113.9
            203.0.113.9,10.0.0.2                        ~ 203.0.113.9
            # what lies left of the client is its own talk
            unknown, 203.0.113.9                        ~ 203.0.113.9
            ', 203.0.113.9, 10.0.0.2'                   ~ 203.0.113.9
            # malformed
            unknown                                     ~ 10.0.0.1
            203.0.113.9, unknown                        ~ 10.0.0.1
            203.0.113.9, unknown, 10.0.0.2              ~ 10.0.0.1
            '203.0.113.9,'                              ~ 10.0.0.1
            ''                                          ~ 10.0.0.1
            203.0.113                                   ~ 10.0.0.1
            203.0.113.9:port                            ~ 10.0.0.1
            203.0.113.9:                                ~ 10.0.0.1
            [2001:db8::7                                ~ 10.0.0.1
            [2001:db8::7]x                              ~ 10.0.0.1
            [203.0.113.9]                               ~ 10.0.0.1
            fe80::1%eth0                                ~ 10.0.0.1
            1.2.3.4.5                                   ~ 10.0.0.1
            127.1                                       ~ 10.0.0.1
            """)
    void forwarded_header_isReadFromTheRightToTheFirstStranger(String headers, String client) throws Exception {
        List<String> values =
                Arrays.stream(headers.split("\\|", -1)).map(String::strip).toList();
        assertThat(behindProxies.forwarded(InetAddress.ofLiteral(PEER), values))
                .isEqualTo(InetAddress.ofLiteral(client));
        if (values.size() == 1) {
            byte[] bytes = ("?" + values.getFirst() + "?").getBytes(StandardCharsets.ISO_8859_1);
            Peer peer = behindProxies.peer(new InetSocketAddress(PEER, 1));
            assertThat(peer.isTrusted()).isTrue();
            assertThat(behindProxies.forwarded(peer, bytes, 1, bytes.length - 1))
                    .isEqualTo(InetAddress.ofLiteral(client).getAddress());
        }
    }

    @Test
    void of_peerIsNoTrustedProxy_isThePeerWhateverTheHeaderSays() throws Exception {
        assertThat(seenBy(new ClientAddress(List.of()))).isEqualTo("127.0.0.1");
        assertThat(seenBy(behindProxies)).isEqualTo("127.0.0.1");
    }

    @Test
    void of_peerIsTrustedProxy_isWhatItForwardsFor() throws Exception {
        assertThat(seenBy(new ClientAddress(List.of(Network.parse("127.0.0.0/8")))))
                .isEqualTo("203.0.113.9");
    }

    private static String seenBy(ClientAddress addresses) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (HttpClient client = HttpClient.newHttpClient()) {
            int port = WebServer.start(
                            vertx,
                            "127.0.0.1",
                            0,
                            1,
                            request ->
                                    request.response().end(addresses.of(request).getHostAddress()))
                    .port();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                    .header("X-Forwarded-For", "203.0.113.9")
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
