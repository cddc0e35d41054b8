package dev.terse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Visitors on some keep-alive connections who speak no more HTTP than they need, and so are fast: as few requests at once
 * as there are connections. One thread, which never sleeps: it needs a core of its own.
 */
final class PlainVisitors implements AutoCloseable {
    private static final int MAX_ANSWER = 16_384;
    private static final long GRACE = Duration.ofSeconds(10).toNanos();

    private final List<byte[]> requests;
    private final RandomGenerator random;
    private final Selector selector;
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_ANSWER);
    private long[] times = new long[1 << 20];
    private int measured;
    private long measuredFrom;
    private long errors;
    private int open;

    private PlainVisitors(List<byte[]> requests, RandomGenerator random, Selector selector) {
        this.requests = requests;
        this.random = random;
        this.selector = selector;
    }

    /** Times of visits in nanoseconds, in order. {@code errors} are those that ended without a redirect. */
    @SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
    record Visits(long[] nanos, double perSecond, long errors) {
        /** The time that the share {@code of} all visits stayed under. */
        Duration quantile(double of) {
            return Duration.ofNanos(nanos[(int) Math.min(nanos.length - 1, (long) (nanos.length * of))]);
        }
    }

    /** Connects to {@code server}, whose short links visits ask for at random. */
    static PlainVisitors to(URI server, Iterable<String> codes, int connections, RandomGenerator random)
            throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (String code : codes) {
            String request = "GET /" + code + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
            requests.add(request.getBytes(StandardCharsets.US_ASCII));
        }
        PlainVisitors loop = new PlainVisitors(requests, random, Selector.open());
        try {
            for (int i = 0; i < connections; i++) {
                loop.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            }
        } catch (IOException failure) {
            loop.close();
            throw failure;
        }
        return loop;
    }

    private void connect(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        free.add(connection);
    }

    /**
     * Visits every link once.
     *
     * @return how many got no redirect
     */
    long visitEach() throws IOException {
        errors = 0;
        measuredFrom = Long.MAX_VALUE;
        long lastSent = System.nanoTime();
        int next = 0;
        while (next < requests.size() || open > 0) {
            while (next < requests.size() && !free.isEmpty()) {
                lastSent = System.nanoTime();
                free.remove().send(next++, lastSent);
            }
            receiveAll();
            if (System.nanoTime() - lastSent > GRACE) {
                throw new ScenarioFailure("a visit was not answered");
            }
        }
        return errors;
    }

    /**
     * Lets visitors come when they come, however long others wait, for {@code warmUp + time}: an open loop. They arrive by
     * chance (a Poisson process) and take the next free connection. A visit's time runs from the moment at which it was to
     * be sent, waiting for a connection included, to the end of its answer, so that a stop of the server costs all who came
     * meanwhile. Measured are those who come in {@code time}.
     */
    Visits visitByChance(double perSecond, Duration warmUp, Duration time) throws IOException {
        measured = 0;
        errors = 0;
        double meanGap = 1e9 / perSecond;
        long begun = System.nanoTime();
        measuredFrom = begun + warmUp.toNanos();
        long end = measuredFrom + time.toNanos();
        double arrival = begun;
        while (arrival < end || ((open > 0 || !waiting.isEmpty()) && System.nanoTime() - end < GRACE)) {
            long now = System.nanoTime();
            while (arrival <= now && arrival < end) {
                waiting.add((long) arrival);
                arrival += meanGap * random.nextExponential();
            }
            while (!waiting.isEmpty() && !free.isEmpty()) {
                free.remove().send(random.nextInt(requests.size()), waiting.remove());
            }
            receiveAll();
        }
        errors += (long) open + waiting.size();
        long[] sorted = Arrays.copyOf(times, measured);
        Arrays.sort(sorted);
        return new Visits(sorted, measured / (time.toNanos() / 1e9), errors);
    }

    private void receiveAll() throws IOException {
        selector.selectNow(key -> ((Connection) key.attachment()).receive());
    }

    private void record(long sent) {
        if (sent < measuredFrom) {
            return;
        }
        if (measured == times.length) {
            times = Arrays.copyOf(times, 2 * times.length);
        }
        times[measured++] = System.nanoTime() - sent;
    }

    /**
     * Where the answer that {@code bytes} begin with ends, 0 where it has not come as a whole.
     *
     * @param length how many bytes have come
     */
    static int end(byte[] bytes, int length) {
        int contentLength = 0;
        int line = 0;
        for (int i = 1; i < length; i++) {
            if (bytes[i] != '\n' || bytes[i - 1] != '\r') {
                continue;
            }
            if (i - line == 1) {
                return i + 1 + contentLength <= length ? i + 1 + contentLength : 0;
            }
            if (isContentLength(bytes, line)) {
                contentLength = 0;
                for (int at = line + CONTENT_LENGTH.length(); at < i - 1; at++) {
                    if (bytes[at] >= '0' && bytes[at] <= '9') {
                        contentLength = 10 * contentLength + bytes[at] - '0';
                    }
                }
            }
            line = i + 1;
        }
        return 0;
    }

    private static final String CONTENT_LENGTH = "content-length:";

    private static boolean isContentLength(byte[] bytes, int from) {
        for (int i = 0; i < CONTENT_LENGTH.length(); i++) {
            if (from + i >= bytes.length || (bytes[from + i] | 0x20) != (CONTENT_LENGTH.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** One connection, with one request under way at most. */
    private final class Connection {
        private final SocketChannel channel;
        private final byte[] answer = new byte[MAX_ANSWER];
        private int length;
        private long sent;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void send(int request, long at) throws IOException {
            sent = at;
            length = 0;
            open++;
            bytes.clear().put(requests.get(request)).flip();
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                throw new ScenarioFailure("the system took only a part of a request");
            }
        }

        void receive() {
            int read;
            try {
                bytes.clear().limit(MAX_ANSWER - length);
                read = channel.read(bytes);
            } catch (IOException reset) {
                read = -1;
            }
            if (read < 0 || length + read == MAX_ANSWER) {
                throw new ScenarioFailure("the server ended a connection, or its answer has no end");
            }
            bytes.flip().get(answer, length, read);
            length += read;
            if (end(answer, length) == 0) {
                return;
            }
            open--;
            if (answer[9] == '3') {
                record(sent);
            } else {
                errors++;
            }
            free.add(this);
        }
    }
}
