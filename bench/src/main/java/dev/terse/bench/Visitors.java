package dev.terse.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Clients that ask a server for short links over keep-alive connections, and never go where they are led. */
final class Visitors implements AutoCloseable {
    private static final int CONNECTIONS = 64;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI server;

    Visitors(URI server) {
        this.server = server;
    }

    /**
     * Asks for every code once, on 64 connections at a time.
     *
     * @return answers in the order of {@code codes}, as {@link #follow} gives them
     * @throws ScenarioFailure where a request gets no answer
     */
    List<String> followAll(List<String> codes) throws InterruptedException {
        AtomicReferenceArray<String> answers = new AtomicReferenceArray<>(codes.size());
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = IntStream.range(0, CONNECTIONS)
                    .mapToObj(_ -> visitors.submit(() -> {
                        for (int i = next.getAndIncrement(); i < codes.size(); i = next.getAndIncrement()) {
                            answers.set(i, follow(codes.get(i)));
                        }
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> visitor : running) {
                visitor.get();
            }
        } catch (ExecutionException failure) {
            throw new ScenarioFailure("a visitor got no answer: " + failure.getCause(), failure);
        }
        return IntStream.range(0, codes.size()).mapToObj(answers::get).toList();
    }

    /** Asks for a code: the answer's status, and where there is one a space and the value of {@code Location}. */
    String follow(String code) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/" + code))
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
        return answer.statusCode()
                + answer.headers().firstValue("Location").map(to -> " " + to).orElse("");
    }

    /** The answer of a link that leads to {@code target}. */
    static String redirectTo(String target) {
        return "302 " + target;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
