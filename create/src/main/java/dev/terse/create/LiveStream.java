package dev.terse.create;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client that is told of clicks as they are counted, by server-sent events (HTML Living Standard, 9.2). A client that
 * does not read what it is sent is dropped, so that nothing piles up for it. Safe for use by many threads, but for the
 * position, which belongs to the thread that tells.
 */
final class LiveStream {
    static final String CONTENT_TYPE = "text/event-stream";

    private final LiveWatch watch;
    private final String key;
    private final BooleanSupplier allowed;
    private long position;

    private @Nullable HttpServerRequest request;
    private @Nullable Context context;
    private boolean ended;

    /**
     * A stream that is yet to begin.
     *
     * @param key the id of the client's key
     * @param position the number of the newest tally that the client knows
     * @param allowed whether its key still allows it; may block
     */
    LiveStream(LiveWatch watch, String key, long position, BooleanSupplier allowed) {
        this.watch = watch;
        this.key = key;
        this.position = position;
        this.allowed = allowed;
    }

    LiveWatch watch() {
        return watch;
    }

    String key() {
        return key;
    }

    long position() {
        return position;
    }

    void position(long number) {
        position = number;
    }

    /** Whether its key still allows it; throws {@link dev.terse.store.StorageUnavailable}. */
    boolean isAllowed() {
        return allowed.getAsBoolean();
    }

    /** Sends the head of the answer; on the event loop of the request. */
    void begin(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.closeHandler(_ -> end());
        response.exceptionHandler(_ -> end());
        synchronized (this) {
            if (!ended) {
                this.request = request;
                this.context = Objects.requireNonNull(Vertx.currentContext(), "requests come on an event loop");
                // A gateway that gathered the answer would keep every event until the stream ends.
                response.setChunked(true).putHeader("X-Accel-Buffering", "no");
                response.write("retry: 2000\nid: " + position + "\n\n");
                return;
            }
        }
        response.end();
    }

    /** Sends some bytes on a stream that has begun. */
    synchronized void send(Buffer bytes) {
        HttpServerRequest begun = request;
        if (context == null || begun == null || ended) {
            return;
        }
        context.runOnContext(_ -> {
            HttpServerResponse response = begun.response();
            if (response.closed() || response.ended()) {
                return;
            }
            if (response.writeQueueFull()) {
                end();
                begun.connection().close();
                return;
            }
            response.write(bytes);
        });
    }

    synchronized boolean hasBegun() {
        return request != null;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /** Ends the stream, with all that was sent before; a second call does nothing. */
    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        HttpServerRequest begun = request;
        if (context != null && begun != null) {
            context.runOnContext(_ -> {
                HttpServerResponse response = begun.response();
                if (!response.closed() && !response.ended()) {
                    response.end();
                }
            });
        }
    }
}
