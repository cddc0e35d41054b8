package dev.terse.web;

import java.net.InetAddress;

/** Who is at the other end of a connection. */
public final class Peer {
    private final InetAddress address;
    private final byte[] bytes;
    private final boolean trusted;

    Peer(InetAddress address, boolean trusted) {
        this.address = address;
        this.bytes = address.getAddress();
        this.trusted = trusted;
    }

    public InetAddress address() {
        return address;
    }

    /** The 4 or 16 bytes of the address, to be left as they are. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether it is a proxy whose word about its own peer is believed. */
    public boolean isTrusted() {
        return trusted;
    }
}
