package dev.terse.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terse.click.VisitorHash;
import dev.terse.link.ServedLinks;
import dev.terse.web.ClientAddress;
import dev.terse.web.Network;
import dev.terse.web.WebServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two servers of the same links, one of them without the fast lane: what both are sent has to be answered, and recorded,
 * alike. The loopback address is a trusted proxy. Links are read within the call that asks for them.
 */
final class BothLanes implements AutoCloseable {
    static final String COUNTRY_HEADER = "CF-IPCountry";

    /** Answered by the general server alone, and ends the connection: shows that it was still open. */
    private static final String LAST =
            "GET /robots.txt HTTP/1.1\r\nHost: s.example\r\nX-Request-Id: last\r\nConnection: close\r\n\r\n";

    private static final Pattern VARIES = Pattern.compile(
            "(?<=\r\n)(date|X-Request-Id): [^\r]*|(?<=\"requestId\":\")[^\"]*|(?<=Request <code>)[^<]*");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");
    private static final Pattern OF_A_PROBLEM = Pattern.compile("(?i)(?<=\r\n)content-length: [0-9]+(?=\r\n)");

    final Side with;
    final Side without;

    BothLanes(ServedLinks links, Supplier<MissLimiter> limiters, Site site, Supplier<Instant> clock) {
        this.with = new Side(links, limiters.get(), site, clock, true);
        this.without = new Side(links, limiters.get(), site, clock, false);
    }

    /** One of the servers. */
    static final class Side implements AutoCloseable {
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final List<byte[]> records = new CopyOnWriteArrayList<>();
        final LinkCache cache;
        private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        private final int port;

        Side(ServedLinks links, MissLimiter limiter, Site site, Supplier<Instant> clock, boolean lane) {
            this.cache = new LinkCache(links, 1 << 20, 100, Runnable::run, System::nanoTime, () -> 0L, meters);
            VisitorHash visitors = new VisitorHash(LocalDate.ofInstant(Instant.EPOCH, ZoneOffset.UTC), new byte[16]);
            RedirectService service = new RedirectService(
                    cache,
                    limiter,
                    new ClientAddress(List.of(Network.parse("127.0.0.1"))),
                    site,
                    new Clicks(this::keep, _ -> visitors, COUNTRY_HEADER),
                    clock::get,
                    meters);
            this.port = WebServer.start(
                            vertx,
                            "127.0.0.1",
                            0,
                            1,
                            () -> new WebServer.Service(service, lane ? service.lane() : null))
                    .port();
        }

        private boolean keep(byte[] record, int length) {
            records.add(Arrays.copyOf(record, length));
            return true;
        }

        /** Redirects that the lane answered. */
        int taken() {
            return (int) meters.get("terse.redirect.lane").counter().count();
        }

        Connection connect() throws IOException {
            return new Connection(port);
        }

        @Override
        public void close() {
            var _ = vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** A client whose characters are bytes. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(int port) throws IOException {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** What the server doesn't want any more is lost. */
        void send(String bytes) {
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closed) {
                // The transcript tells.
            }
        }

        void sendLast() {
            send(LAST);
            try {
                socket.shutdownOutput();
            } catch (IOException closed) {
                // The transcript tells.
            }
        }

        /** One whole answer, less where the connection ends before. */
        String answer(boolean head) {
            StringBuilder answer = new StringBuilder();
            while (!answer.toString().endsWith("\r\n\r\n")) {
                int b = read();
                if (b < 0) {
                    return answer.append("<end>").toString();
                }
                answer.append((char) b);
            }
            Matcher length = LENGTH.matcher(answer);
            for (int left = !head && length.find() ? Integer.parseInt(length.group(1)) : 0; left > 0; left--) {
                answer.append((char) read());
            }
            return answer.toString();
        }

        /** All that comes until the server ends the connection. */
        String rest() {
            StringBuilder rest = new StringBuilder();
            for (int b = read(); b >= 0; b = read()) {
                rest.append((char) b);
            }
            return rest.toString();
        }

        private int read() {
            try {
                return in.read();
            } catch (SocketTimeoutException nothing) {
                throw new AssertionError("the server neither answers nor ends the connection", nothing);
            } catch (IOException reset) {
                return -1;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /**
     * Sends pieces, one after the other and each perhaps read for itself, ends with a request of its own, and compares all
     * that is answered.
     *
     * @return what was answered, without what may vary
     */
    String compare(List<String> pieces) throws IOException {
        List<String> transcripts = new ArrayList<>();
        for (Side side : List.of(with, without)) {
            try (Connection connection = side.connect()) {
                for (String piece : pieces) {
                    connection.send(piece);
                }
                connection.sendLast();
                transcripts.add(withoutVarying(connection.rest()));
            }
        }
        assertThat(transcripts.getFirst()).as(pieces.toString()).isEqualTo(transcripts.getLast());
        return transcripts.getFirst();
    }

    /** Sends a request several times, each after the answer to the one before, and compares all that is answered. */
    String compareRepeated(String request, int times) throws IOException {
        List<String> transcripts = new ArrayList<>();
        for (Side side : List.of(with, without)) {
            try (Connection connection = side.connect()) {
                StringBuilder transcript = new StringBuilder();
                for (int i = 0; i < times; i++) {
                    connection.send(request);
                    transcript.append(connection.answer(request.startsWith("HEAD")));
                }
                connection.sendLast();
                transcripts.add(withoutVarying(transcript + connection.rest()));
            }
        }
        assertThat(transcripts.getFirst()).as(request).isEqualTo(transcripts.getLast());
        return transcripts.getFirst();
    }

    /** A problem has a random name for its request, whose length is not always the same. */
    private static String withoutVarying(String answers) {
        String same = VARIES.matcher(answers).replaceAll("");
        return same.contains("requestId") || same.contains("Request <code>")
                ? OF_A_PROBLEM.matcher(same).replaceAll("")
                : same;
    }

    @Override
    public void close() {
        with.close();
        without.close();
    }
}
