package dev.terse.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A service behind the gateway that shows what arrives there, byte for byte: a request is kept as its head was, and the
 * test gives the whole answer as text, or none to break the connection off.
 */
final class StubService implements AutoCloseable {
    private final ServerSocket server;
    private final Function<Request, Optional<String>> answers;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    StubService(Function<Request, Optional<String>> answers) throws IOException {
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        this.answers = answers;
        Thread.ofVirtual().start(this::accept);
    }

    /** The first line and the header lines of a request. */
    record Request(String line, List<String> headers) {
        /** All values of a header, in order. */
        List<String> values(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(header -> header.substring(prefix.length()))
                    .toList();
        }
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            while (true) {
                String line = line(in);
                if (line.isEmpty()) {
                    return;
                }
                List<String> headers = new CopyOnWriteArrayList<>();
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    headers.add(header);
                }
                Request request = new Request(line, headers);
                for (String length : request.values("Content-Length")) {
                    in.skipNBytes(Long.parseLong(length));
                }
                requests.add(request);
                Optional<String> answer = answers.apply(request);
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(answer.get().getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // The gateway closes connections that it no longer needs.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
