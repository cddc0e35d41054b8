package dev.terse.create;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client of the API for tests: sends requests as they are given and holds every exchange against the contract. Safe for
 * use by many threads.
 */
public final class ApiClient implements AutoCloseable {
    private static final ContractChecker CONTRACT = new ContractChecker();

    private final HttpClient client;
    private final String base;
    private final @Nullable String key;

    /**
     * Makes a client of the service on a port of this machine.
     *
     * @param key sent with every request, null for none
     */
    public ApiClient(int port, @Nullable String key) {
        this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), "http://127.0.0.1:" + port, key);
    }

    private ApiClient(HttpClient client, String base, @Nullable String key) {
        this.client = client;
        this.base = base;
        this.key = key;
    }

    /** The same client with another key, or with none. Shares the connections. */
    public ApiClient withKey(@Nullable String key) {
        return new ApiClient(client, base, key);
    }

    public Exchange get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Exchange delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    public Exchange post(String path, String json, String... headers) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Exchange patch(String path, String json, String... headers) {
        return send("PATCH", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /**
     * Sends a request.
     *
     * @param headers names and values in turn; a body is {@code application/json} unless they say otherwise, and a
     *     {@code Content-Type} of {@code none} sends none
     */
    public Exchange send(String method, String path, byte @Nullable [] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        String type = body == null ? null : "application/json";
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].toLowerCase(Locale.ROOT).equals("content-type")) {
                type = headers[i + 1].equals("none") ? null : headers[i + 1];
            } else {
                request.header(headers[i], headers[i + 1]);
            }
        }
        if (type != null) {
            request.header("Content-Type", type);
        }
        HttpResponse<String> response;
        try {
            response = client.send(request.build(), ApiClient::text);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method + " " + path + " was interrupted", e);
        }
        Exchange exchange = new Exchange(
                method,
                path,
                type,
                body == null ? null : new String(body, StandardCharsets.UTF_8),
                response.statusCode(),
                response.headers(),
                response.body());
        CONTRACT.check(exchange);
        return exchange;
    }

    /** A picture has one character a byte. */
    private static BodySubscriber<String> text(ResponseInfo answer) {
        boolean isPicture =
                answer.headers().firstValue("Content-Type").orElse("").equals("image/png");
        return BodySubscribers.ofString(isPicture ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /**
     * Sends bytes as they are, on a connection of their own, and reads the answer until the service closes it.
     *
     * @param head the request line and headers, each line ended by a line feed, without the blank line after them;
     *     {@code Host}, {@code Connection: close} and the key are added
     */
    public Exchange sendRaw(String head, byte[] body) {
        StringBuilder request = new StringBuilder(head.strip().replace("\n", "\r\n"))
                .append("\r\nHost: s.example\r\nConnection: close\r\n");
        if (key != null) {
            request.append("Authorization: Bearer ").append(key).append("\r\n");
        }
        request.append("\r\n");
        String[] line = head.strip().lines().findFirst().orElseThrow().split(" ", -1);
        String type = head.lines()
                .filter(header -> header.startsWith("Content-Type: "))
                .map(header -> header.substring("Content-Type: ".length()))
                .findFirst()
                .orElse(null);
        String answer;
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(base).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(line[0] + " " + line[1] + " got no answer", e);
        }
        Exchange exchange = RawAnswer.read(line[0], line[1], type, new String(body, StandardCharsets.UTF_8), answer);
        CONTRACT.check(exchange);
        return exchange;
    }

    @Override
    public void close() {
        client.close();
    }
}
