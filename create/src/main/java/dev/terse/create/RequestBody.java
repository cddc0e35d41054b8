package dev.terse.create;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Gathers the body of one request, up to a limit. What comes after the limit is read and thrown away for {@link #PATIENCE},
 * so that the client gets to read the answer; then the connection is closed.
 */
final class RequestBody {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final HttpServerRequest request;
    private final int limit;
    private final Consumer<Buffer> whole;
    private final Runnable tooLarge;
    private final Buffer body = Buffer.buffer();
    private boolean refused;

    private RequestBody(HttpServerRequest request, int limit, Consumer<Buffer> whole, Runnable tooLarge) {
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.tooLarge = tooLarge;
    }

    /**
     * Reads on the event loop of the request.
     *
     * @param limit bytes at most, 0 where no body is wanted: it is then passed over
     * @param whole told once, with the body
     * @param tooLarge told instead, as soon as it is known
     */
    static void read(HttpServerRequest request, int limit, Consumer<Buffer> whole, Runnable tooLarge) {
        if (limit == 0) {
            whole.accept(Buffer.buffer(0));
        } else {
            new RequestBody(request, limit, whole, tooLarge).read();
        }
    }

    private void read() {
        request.exceptionHandler(_ -> refused = true);
        request.handler(this::append);
        request.endHandler(_ -> {
            if (!refused) {
                whole.accept(body);
            }
        });
        if (declaredLength() > limit) {
            refuse();
        } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    private void append(Buffer chunk) {
        if (refused) {
            return;
        }
        if (body.length() + chunk.length() <= limit) {
            body.appendBuffer(chunk);
        } else {
            refuse();
        }
    }

    private void refuse() {
        refused = true;
        passOver(request);
        tooLarge.run();
    }

    /** Has a body, whose request is answered without it, read and thrown away as one that goes past its limit is. */
    static void passOver(HttpServerRequest request) {
        Vertx vertx = vertx();
        long closing =
                vertx.setTimer(PATIENCE.toMillis(), _ -> request.connection().close());
        request.exceptionHandler(_ -> {});
        request.handler(_ -> {});
        request.endHandler(_ -> {
            vertx.cancelTimer(closing);
            request.connection().close();
        });
    }

    private static Vertx vertx() {
        return Objects.requireNonNull(Vertx.currentContext(), "bodies come on an event loop")
                .owner();
    }

    private long declaredLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
