package dev.terse.web;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the event loops of a process on the best way that this machine has of waiting for many sockets. */
public final class EventLoops {
    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);

    private EventLoops() {}

    /** How sockets are read, written and waited for. */
    public enum Choice {
        /** The first of the others that there is. */
        AUTO,
        /** Operations are handed to the kernel in batches, through memory that both see. Linux, unless it is forbidden. */
        IO_URING,
        /** A call for each operation, and one for all that wait. Linux. */
        EPOLL,
        /** What every Java has. */
        NIO
    }

    /**
     * Starts {@code threads} event loops; the caller closes what is returned.
     *
     * @throws Unavailable where the choice is one that this machine doesn't have; its message is for people
     */
    public static Vertx start(Choice choice, int threads) {
        Transport transport = transport(choice);
        log.info("{} event loops serve sockets by {}", threads, transport.name());
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(threads))
                .withTransport(transport)
                .build();
    }

    private static Transport transport(Choice choice) {
        return switch (choice) {
            case AUTO -> isThere(Transport.IO_URING) ? Transport.IO_URING : epollOrNio();
            case IO_URING -> required("io_uring", Transport.IO_URING);
            case EPOLL -> required("epoll", Transport.EPOLL);
            case NIO -> Transport.NIO;
        };
    }

    private static Transport epollOrNio() {
        return isThere(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
    }

    /** Vert.x has none where its classes are missing. */
    private static boolean isThere(@Nullable Transport transport) {
        return transport != null && transport.available();
    }

    private static Transport required(String name, @Nullable Transport transport) {
        if (transport == null || !transport.available()) {
            throw new Unavailable(name, transport == null ? null : transport.unavailabilityCause());
        }
        return transport;
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
