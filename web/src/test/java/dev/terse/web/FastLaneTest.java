package dev.terse.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lane in front of a general server that takes down what it is handed and answers when the test says so. */
class FastLaneTest {
    private static final String TAKEN = "GET /taken HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String MISSED = "GET /missed HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final General general = new General();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    FastLaneTest() {
        channel.pipeline().addLast("httpEncoder", new Encoder()).addLast("general", general);
        new FastLane.Loop(new TakenLane(), new DateText(() -> NOW)).open(channel);
    }

    @AfterEach
    void close() {
        boolean _ = channel.finishAndReleaseAll();
    }

    @Test
    void read_requestOfTheLane_isAnsweredAndNeverPassedOn() {
        for (int i = 0; i < 300; i++) {
            read(TAKEN);
            assertThat(written()).isEqualTo("answer Sun, 22 Nov 2026 10:00:00 GMT");
        }
        assertThat(general.handed).isEmpty();
        assertThat(general.readsEnded).isZero();
    }

    @Test
    void read_severalBeforeTheReadEnds_areAnsweredEach() {
        var _ = channel.writeOneInbound(bytes(TAKEN));
        var _ = channel.writeOneInbound(bytes(TAKEN));
        assertThat(written()).isEmpty();
        channel.flushInbound();
        assertThat(written()).isEqualTo("answer Sun, 22 Nov 2026 10:00:00 GMT".repeat(2));
    }

    @Test
    void read_whileTheGeneralServerOwesAnAnswer_isPassedOnForGood() {
        read(MISSED);
        read(TAKEN);
        assertThat(written()).isEmpty();
        assertThat(general.handed).containsExactly(MISSED, TAKEN);
        general.answer();
        general.answer();
        read(TAKEN);
        assertThat(general.handed).hasSize(3);
    }

    @Test
    void read_afterTheGeneralServerHasAnswered_isTakenAgain() {
        read(MISSED);
        assertThat(general.readsEnded).isEqualTo(1);
        general.answer();
        assertThat(written()).isEqualTo("general");
        read(TAKEN);
        assertThat(written()).startsWith("answer");
        assertThat(general.handed).containsExactly(MISSED);
    }

    @Test
    void read_afterHalfAnAnswer_isPassedOn() {
        read(MISSED);
        general.begin();
        read(TAKEN);
        assertThat(general.handed).hasSize(2);
    }

    @Test
    void read_afterAnythingThatIsNotOneRequest_isPassedOnForGood() {
        for (String odd :
                List.of("GET /tak", TAKEN + TAKEN, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")) {
            General behind = new General();
            EmbeddedChannel other = new EmbeddedChannel();
            other.pipeline().addLast("httpEncoder", new Encoder()).addLast("general", behind);
            new FastLane.Loop(new TakenLane(), new DateText(() -> NOW)).open(other);
            assertThat(other.writeInbound(bytes(odd))).isFalse();
            behind.answer();
            assertThat(other.writeInbound(bytes(TAKEN))).isFalse();
            assertThat(behind.handed).containsExactly(odd, TAKEN);
            assertThat(other.finishAndReleaseAll()).isTrue();
        }
    }

    @Test
    void read_laneBreaks_isPassedOn() {
        String broken = TAKEN.replace("taken", "broken");
        read(broken);
        assertThat(general.handed).containsExactly(broken);
        general.answer();
        assertThat(written()).isEqualTo("general");
    }

    @Test
    void read_whileTheClientReadsNothing_isPassedOn() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        read(TAKEN);
        assertThat(general.handed).containsExactly(TAKEN);
    }

    @Test
    void read_afterTheGeneralServerHasClosed_isPassedOn() {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
                // Takes its time, as a transport with writes under way does.
            }
        });
        var _ = general.context().close();
        read(TAKEN);
        assertThat(general.handed).containsExactly(TAKEN);
    }

    @Test
    void idleTimeout_countsFromTheLastRequestOfEitherLane() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        General behind = new General();
        EmbeddedChannel timed = new EmbeddedChannel();
        timed.freezeTime();
        timed.pipeline()
                .addLast("httpEncoder", new Encoder())
                .addLast("idle", new IdleStateHandler(0, 0, 75, TimeUnit.SECONDS))
                .addLast("general", behind);
        new FastLane.Loop(new TakenLane(), new DateText(now::get)).open(timed);
        for (String request : List.of(TAKEN, TAKEN, TAKEN, MISSED, TAKEN)) {
            now.updateAndGet(before -> before.plusSeconds(50));
            timed.advanceTimeBy(50, TimeUnit.SECONDS);
            timed.runScheduledPendingTasks();
            boolean _ = timed.writeInbound(bytes(request));
            if (request.equals(MISSED)) {
                behind.answer();
            }
        }
        assertThat(behind.handed).containsExactly(MISSED);
        assertThat(behind.events).isEmpty();
        timed.advanceTimeBy(74, TimeUnit.SECONDS);
        timed.runScheduledPendingTasks();
        assertThat(behind.events).isEmpty();
        timed.advanceTimeBy(2, TimeUnit.SECONDS);
        timed.runScheduledPendingTasks();
        assertThat(behind.events).hasSize(1);
        boolean _ = timed.finishAndReleaseAll();
    }

    @Test
    void answers_thatAreNotSentYet_keepTheirBytes() {
        AnswerBuffers buffers = new AnswerBuffers();
        PooledByteBufAllocator pool = new PooledByteBufAllocator(true);
        List<ByteBuf> held = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            held.add(buffers.filled(ascii("answer " + i), ("answer " + i).length(), pool));
        }
        assertThat(held.getLast().alloc()).isSameAs(pool);
        for (int i = 0; i < 1_000; i++) {
            assertThat(held.get(i).toString(StandardCharsets.US_ASCII)).isEqualTo("answer " + i);
            held.get(i).release();
        }
        ByteBuf again = buffers.filled(ascii("again"), 5, pool);
        assertThat(again.toString(StandardCharsets.US_ASCII)).isEqualTo("again");
    }

    private void read(String text) {
        assertThat(channel.writeInbound(bytes(text))).isFalse();
    }

    private String written() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            text.append(buffer.toString(StandardCharsets.US_ASCII));
            buffer.release();
        }
        return text.toString();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class TakenLane implements Lane {
        @Override
        public List<String> headers() {
            return List.of();
        }

        @Override
        public Peer peer(SocketAddress address) {
            return new ClientAddress(List.of()).peer(address);
        }

        @Override
        public int answer(PlainRequest request, Peer peer, byte[] date, byte[] answer) {
            String code = new String(
                    request.bytes(),
                    request.codeStart(),
                    request.codeEnd() - request.codeStart(),
                    StandardCharsets.US_ASCII);
            if (code.equals("broken")) {
                throw new IllegalStateException("broken");
            }
            if (!code.equals("taken")) {
                return 0;
            }
            byte[] text = ascii("answer " + new String(date, StandardCharsets.US_ASCII));
            System.arraycopy(text, 0, answer, 0, text.length);
            return text.length;
        }
    }

    /** Turns the end of an answer into bytes, and what comes before it into nothing. */
    private static final class Encoder extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            var _ = ctx.write(message instanceof LastHttpContent ? bytes("general") : Unpooled.EMPTY_BUFFER, promise);
        }
    }

    private static final class General extends ChannelDuplexHandler {
        private final List<String> handed = new ArrayList<>();
        private final List<ChannelHandlerContext> contexts = new ArrayList<>();
        private final List<Object> events = new ArrayList<>();
        private int readsEnded;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            contexts.add(ctx);
        }

        ChannelHandlerContext context() {
            return contexts.getFirst();
        }

        void begin() {
            var _ = context().writeAndFlush("head");
        }

        void answer() {
            var _ = context().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            handed.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            events.add(event);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            readsEnded++;
        }
    }
}
