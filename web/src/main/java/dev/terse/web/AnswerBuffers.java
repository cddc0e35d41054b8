package dev.terse.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * Memory that the answers of one event loop are sent from, used in turn. What the transport still holds, because a client
 * is slow to read, is passed over, and memory of the moment takes its place. For one thread.
 */
final class AnswerBuffers {
    private static final int COUNT = 128;

    private final ByteBuf[] buffers = new ByteBuf[COUNT];
    private int turn;

    AnswerBuffers() {
        for (int i = 0; i < COUNT; i++) {
            buffers[i] = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(Lane.MAX_ANSWER));
        }
    }

    /**
     * A buffer that holds the first {@code length} bytes, to be released once.
     *
     * @param more gives the memory where the next in turn is still held
     */
    ByteBuf filled(byte[] bytes, int length, ByteBufAllocator more) {
        ByteBuf buffer = buffers[turn];
        turn = (turn + 1) & (COUNT - 1);
        if (buffer.refCnt() != 1) {
            return more.directBuffer(length, length).writeBytes(bytes, 0, length);
        }
        return buffer.retain().setIndex(0, 0).writeBytes(bytes, 0, length);
    }
}
