package dev.terse.create;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client for tests of a stream of server-sent events, which gathers all that comes. Safe for use by many threads. */
public final class EventStream implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile boolean broken;
    private volatile String lastId = "";

    /** One event that came. */
    public record Event(String type, String id, JsonNode data) {
        /** How many clicks it tells of. */
        public long total() {
            return data.at("/totals/total").longValue();
        }
    }

    /** Opens {@code path} on a port of this machine, and returns when the head of the answer is there. */
    public EventStream(int port, String path, String key, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            response = client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new AssertionError(path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path + " was interrupted", e);
        }
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String type = "";
            String data = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(type, lastId, JSON.readTree(data)));
                    type = "";
                    data = "";
                }
            }
        } catch (IOException e) {
            broken = true;
        }
        ended = true;
    }

    public int status() {
        return response.statusCode();
    }

    public HttpHeaders headers() {
        return response.headers();
    }

    /** The events that have come. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** All lines that have come, comments too. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** How many clicks all events that have come tell of. */
    public long total() {
        return events.stream().mapToLong(Event::total).sum();
    }

    /** The id that came last, for {@code Last-Event-ID}; empty where none came. */
    public String lastId() {
        return lastId;
    }

    /** Whether the service has ended the stream, in order. */
    public boolean hasEnded() {
        return ended && !broken;
    }

    /** Whether nothing more can come. */
    public boolean isOver() {
        return ended;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
