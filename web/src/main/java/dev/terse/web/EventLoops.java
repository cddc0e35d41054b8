package dev.terse.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.IoUringTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.transport.Transport;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the event loops of a process, on the best way that the kernel has of waiting for many sockets. */
public final class EventLoops {
    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);

    private EventLoops() {}

    /** How sockets are read, written and waited for. */
    public enum Choice {
        /** The first of the others that this machine has. */
        AUTO,
        /** Batches of operations in shared memory; Linux, unless forbidden, as in Docker's preset. */
        IO_URING,
        /** Linux. */
        EPOLL,
        /** What every Java has. */
        NIO
    }

    /**
     * Starts {@code threads} event loops; the caller closes what is returned.
     *
     * @throws Unavailable where the choice is one that this machine doesn't have
     */
    public static Vertx start(Choice choice, int threads) {
        Transport transport = transport(choice);
        log.info("Sockets are served by {}", transport.name());
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(threads))
                .withTransport(transport)
                .build();
    }

    private static Transport transport(Choice choice) {
        return switch (choice) {
            case AUTO -> {
                if (IoUring.isAvailable()) {
                    yield ioUring();
                }
                Transport epoll = Transport.EPOLL;
                yield epoll != null && epoll.available() ? epoll : Transport.NIO;
            }
            case IO_URING -> {
                if (!IoUring.isAvailable()) {
                    throw new Unavailable("io_uring", IoUring.unavailabilityCause());
                }
                yield ioUring();
            }
            case EPOLL -> {
                Transport epoll = Transport.EPOLL;
                if (epoll == null || !epoll.available()) {
                    throw new Unavailable("epoll", epoll == null ? null : epoll.unavailabilityCause());
                }
                yield epoll;
            }
            case NIO -> Transport.NIO;
        };
    }

    private static Transport ioUring() {
        return new TransportInternal("io_uring", true, null, new RingTransport());
    }

    /** io_uring with buffers that the kernel chooses from as bytes arrive, where it can. */
    private static final class RingTransport extends IoUringTransport {
        private static final short GROUP = 1;
        private static final short BUFFERS = (short) (int) Integer.getInteger("x.buffers", 256);
        private static final int BUFFER_BYTES = Integer.getInteger("x.bytes", 4 * 1024);

        private final boolean rings = IoUring.isRegisterBufferRingSupported() && Integer.getInteger("x.rings", 1) == 1;

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
            IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
            config.setRingSize(Integer.getInteger("x.ring", 1024));
            if (rings && type == IO_EVENT_LOOP_GROUP) {
                IoUringBufferRingConfig buffers = IoUringBufferRingConfig.builder()
                        .bufferGroupId(GROUP)
                        .bufferRingSize(BUFFERS)
                        .batchSize(BUFFERS)
                        .incremental(Integer.getInteger("x.inc", 0) == 1 && IoUring.isRegisterBufferRingIncSupported())
                        .batchAllocation(Integer.getInteger("x.batch", 0) == 1)
                        .allocator(new IoUringFixedBufferRingAllocator(BUFFER_BYTES))
                        .build();
                config.setBufferRingConfig(buffers);
            }
            return new MultiThreadIoEventLoopGroup(threads, factory, IoUringIoHandler.newFactory(config));
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(config, domainSocket, bootstrap);
            if (rings) {
                bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
            }
        }
    }

    /** A choice that this machine doesn't have. */
    public static final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable(String name, @Nullable Throwable cause) {
            super(name + " is not available here: " + reason(cause), cause);
        }

        private static String reason(@Nullable Throwable cause) {
            Throwable innermost = cause;
            while (innermost != null && innermost.getCause() != null) {
                innermost = innermost.getCause();
            }
            return innermost == null || innermost.getMessage() == null
                    ? "its native part is missing"
                    : innermost.getMessage();
        }
    }
}
