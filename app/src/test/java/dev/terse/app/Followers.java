package dev.terse.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Visitors who follow links as fast as they are answered, each on a connection of its own, and know of every attempt what
 * came of it. Nothing is sent a second time without being an attempt of its own, which is why this is no library's client.
 */
final class Followers implements AutoCloseable {
    private static final int TIME_LIMIT = 15_000;

    private final int port;
    private final List<String> codes;
    private final List<String> headers;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** What became of the attempts to follow one link. */
    static final class Tally {
        final AtomicInteger redirected = new AtomicInteger();
        final AtomicInteger unanswered = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
    }

    /**
     * Visitors who begin at once.
     *
     * @param codes visited at random
     * @param headers of every request, without line ends
     */
    Followers(int port, List<String> codes, int visitors, List<String> headers) {
        this.port = port;
        this.codes = List.copyOf(codes);
        this.headers = List.copyOf(headers);
        codes.forEach(code -> tallies.put(code, new Tally()));
        for (int i = 0; i < visitors; i++) {
            Random random = new Random(i);
            threads.add(Thread.ofPlatform().name("follower-" + i).start(() -> follow(random)));
        }
    }

    Tally of(String code) {
        return Objects.requireNonNull(tallies.get(code), code);
    }

    /** Links that visitors were led on by, over all codes. */
    int redirected() {
        return tallies.values().stream()
                .mapToInt(tally -> tally.redirected.get())
                .sum();
    }

    /** Attempts that were answered otherwise, over all codes. */
    int refused() {
        return tallies.values().stream().mapToInt(tally -> tally.refused.get()).sum();
    }

    /** Attempts without an answer, over all codes. */
    int unanswered() {
        return tallies.values().stream()
                .mapToInt(tally -> tally.unanswered.get())
                .sum();
    }

    private void follow(Random random) {
        while (!stopped) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(TIME_LIMIT);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                follow(socket, random);
            } catch (IOException nobodyThere) {
                // A connection that is refused is no attempt: nothing was asked.
                Thread.onSpinWait();
            }
        }
    }

    private void follow(Socket socket, Random random) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        while (!stopped) {
            String code = codes.get(random.nextInt(codes.size()));
            Tally tally = of(code);
            StringBuilder request = new StringBuilder("GET /" + code + " HTTP/1.1\r\n");
            headers.forEach(header -> request.append(header).append("\r\n"));
            request.append("\r\n");
            Answer answer;
            try {
                socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
                answer = Answer.read(in);
            } catch (IOException lost) {
                tally.unanswered.incrementAndGet();
                return;
            }
            (answer.status == 302 ? tally.redirected : tally.refused).incrementAndGet();
            if (answer.closes) {
                return;
            }
        }
    }

    private record Answer(int status, boolean closes) {
        static Answer read(InputStream in) throws IOException {
            String status = line(in);
            int length = 0;
            boolean closes = false;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                } else if (lower.equals("connection: close")) {
                    closes = true;
                }
            }
            in.skipNBytes(length);
            return new Answer(Integer.parseInt(status.substring(9, 12)), closes);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection ended within an answer");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Lets every visitor finish the attempt under way; no more follow. */
    void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofMillis(TIME_LIMIT + 5_000));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
