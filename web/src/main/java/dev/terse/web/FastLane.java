package dev.terse.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front of one connection: hands requests to the {@link Lane} of its event loop, and all else to the general server
 * behind it, whose bytes it never changes.
 *
 * <p><b>Order.</b> Answers have to leave in the order of their requests, so the lane answers only while the general server
 * owes nothing and holds no part of a request. It owes an answer from the moment it was handed a whole request until the
 * end of that answer was written. Bytes that are not exactly one whole request leave open what it holds, and the
 * connection is left to it for good.
 *
 * <p><b>Idle connections.</b> The general server closes them by a handler that hears of its own requests alone; it is told
 * of the others once a second.
 */
final class FastLane extends ChannelDuplexHandler {
    private static final Logger log = LoggerFactory.getLogger(FastLane.class);

    private final Loop loop;
    private final Peer peer;
    private final @Nullable IdleStateHandler idle;

    /** Whether the general server has what it was handed last, one whole request, still to answer. */
    private boolean owing;
    /** Whether this connection is left to the general server. */
    private boolean left;

    private boolean written;
    private boolean passed;
    private long toldIdle;

    private FastLane(Loop loop, Channel channel) {
        this.loop = loop;
        this.peer = loop.lane.peer(channel.remoteAddress());
        this.idle = channel.pipeline().get(IdleStateHandler.class);
    }

    /** What the connections of one event loop share. */
    static final class Loop {
        private final Lane lane;
        private final DateText date;
        private final PlainRequest request;
        private final byte[] answer = new byte[Lane.MAX_ANSWER];
        private final AnswerBuffers buffers = new AnswerBuffers();

        Loop(Lane lane, DateText date) {
            this.lane = lane;
            this.date = date;
            this.request = new PlainRequest(lane.headers());
        }

        /** Takes its place before a general server of HTTP/1. */
        void open(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            FastLane front = new FastLane(this, channel);
            pipeline.addFirst("fastLane", front);
            pipeline.addAfter("httpEncoder", "fastLaneEnd", front.new End());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!left && message instanceof ByteBuf bytes) {
            if (owing || !ctx.channel().isWritable()) {
                left = true;
            } else {
                PlainRequest.Form form = loop.request.read(bytes);
                if (form == PlainRequest.Form.PLAIN && isAnswered(ctx)) {
                    bytes.release();
                    return;
                }
                owing = true;
                left = form == PlainRequest.Form.OTHER;
            }
        }
        passed = true;
        ctx.fireChannelRead(message);
    }

    private boolean isAnswered(ChannelHandlerContext ctx) {
        byte[] answer = loop.answer;
        int length;
        try {
            length = loop.lane.answer(loop.request, peer, loop.date.bytes(), answer);
        } catch (RuntimeException failure) {
            log.error("A request is left to the general server", failure);
            return false;
        }
        if (length == 0) {
            return false;
        }
        if (idle != null && toldIdle != loop.date.second()) {
            toldIdle = loop.date.second();
            idle.resetReadTimeout();
        }
        written = true;
        var _ = ctx.write(loop.buffers.filled(answer, length, ctx.alloc()), ctx.voidPromise());
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (written) {
            written = false;
            ctx.flush();
        }
        if (passed) {
            passed = false;
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        left = true;
        var _ = ctx.close(promise);
    }

    /** Hears where an answer of the general server ends. */
    private final class End extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent) {
                owing = false;
            }
            var _ = ctx.write(message, promise);
        }
    }
}
