package dev.terse.web;

import java.net.SocketAddress;
import java.util.List;

/**
 * Answers the plainest requests of one event loop before the general server sees them, with the bytes that the general one
 * would send. Whatever it leaves goes to the general server as if there were no lane.
 */
public interface Lane {
    /** The longest answer, in bytes. */
    int MAX_ANSWER = 4 * 1024;

    /** The length of what the header {@code Date} says, in bytes. */
    int DATE_LENGTH = 29;

    /** The headers that it looks at, by name. Requests that have one of them twice are not for the lane. */
    List<String> headers();

    /** Called once for each connection, with the address of its other end. */
    Peer peer(SocketAddress address);

    /**
     * Answers one request, on the event loop.
     *
     * @param request a {@code GET /code}; good for this call
     * @param date what the header {@code Date} has to say, to be left as they are
     * @param answer to be written from its first byte on: the whole answer
     * @return how long the answer is, 0 where the general server has to give it
     */
    int answer(PlainRequest request, Peer peer, byte[] date, byte[] answer);
}
