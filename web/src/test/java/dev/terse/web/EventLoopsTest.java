package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventLoopsTest {
    @ParameterizedTest
    @EnumSource
    void start_anyChoice_servesOrSaysThatItIsNotThere(EventLoops.Choice choice) throws Exception {
        boolean there = switch (choice) {
            case AUTO, NIO -> true;
            case EPOLL -> Transport.EPOLL.available();
            case IO_URING -> Transport.IO_URING.available();
        };
        if (!there) {
            assertThatThrownBy(() -> EventLoops.start(choice, 1))
                    .isInstanceOf(EventLoops.Unavailable.class)
                    .hasMessageContaining("is not available here: ");
            return;
        }
        Vertx vertx = EventLoops.start(choice, 2);
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebServer server = WebServer.start(
                    vertx, "127.0.0.1", 0, 2, request -> request.response().end("hello"));
            URI address = URI.create("http://127.0.0.1:" + server.port());
            for (int i = 0; i < 600; i++) {
                assertThat(client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                                .body())
                        .isEqualTo("hello");
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void unavailable_namesTheInnermostCause() {
        Throwable cause = new IllegalStateException("outer", new UnsupportedOperationException("forbidden"));
        assertThat(new EventLoops.Unavailable("io_uring", cause))
                .hasMessage("io_uring is not available here: forbidden");
    }
}
