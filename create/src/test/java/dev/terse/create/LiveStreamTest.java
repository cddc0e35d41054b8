package dev.terse.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terse.stats.Scope;
import dev.terse.web.WebServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Buffer LARGE = Buffer.buffer("x".repeat(60_000));

    private final Vertx vertx = Vertx.vertx();
    private final LiveStream stream = new LiveStream(new LiveWatch(1, new Scope.OfDomain(1)), "key", 5, () -> true);
    private final WebServer server = WebServer.start(vertx, "127.0.0.1", 0, 1, stream::begin);

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Socket connect(String version) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream()
                .write(("GET / HTTP/" + version + "\r\nHost: s.example\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void send_clientReadsNothing_dropsIt() throws IOException {
        try (Socket deaf = connect("1.1")) {
            await().atMost(SOON).until(stream::hasBegun);
            await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
                stream.send(LARGE);
                return stream.hasEnded();
            });
            InputStream in = deaf.getInputStream();
            long read = 0;
            try {
                for (int n = in.read(new byte[65_536]); n >= 0; n = in.read(new byte[65_536])) {
                    read += n;
                }
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            assertThat(read).as("what had been sent before").isPositive();
        }
    }

    @Test
    void send_clientHasLeft_endsTheStream() throws IOException {
        try (Socket socket = connect("1.1")) {
            await().atMost(SOON).until(stream::hasBegun);
            assertThat(socket.getInputStream().read()).isPositive();
        }
        await().atMost(SOON).until(stream::hasEnded);
        stream.send(LARGE);
    }

    @Test
    void begin_oldClient_getsTheSameWithoutChunks() throws IOException {
        try (Socket socket = connect("1.0")) {
            await().atMost(SOON).until(stream::hasBegun);
            stream.send(Buffer.buffer(":\n\n"));
            stream.end();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.0 200").endsWith("\r\n\r\nretry: 2000\nid: 5\n\n:\n\n");
        }
    }

    @Test
    void begin_endedBefore_endsTheAnswer() throws IOException {
        stream.end();
        try (Socket socket = connect("1.0")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains(" 200 ").endsWith("\r\n\r\n");
        }
    }
}
