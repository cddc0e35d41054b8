package dev.terse.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address that a request came from.
 *
 * <p>Anybody can send an {@code X-Forwarded-For}, so it is believed only as far as the proxies of the installation wrote
 * it: each appends the address that it was called from, so reading starts at the right and ends at the first address
 * that is not a proxy's own. Safe for use by many threads.
 */
public final class ClientAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<Network> trusted;

    /**
     * Trusts proxies.
     *
     * @param trusted where the proxies are; empty where clients connect directly
     */
    public ClientAddress(List<Network> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /**
     * The client of a request: the peer of its connection, or where that is a trusted proxy, the right-most address of
     * {@code X-Forwarded-For} that is no trusted proxy (the left-most where all are). A header that holds anything but
     * addresses up to there counts for nothing. A peer without an IP address (a Unix socket) is this machine.
     */
    public InetAddress of(HttpServerRequest request) {
        InetAddress peer = peer(request.remoteAddress());
        if (!isTrusted(peer)) {
            return peer;
        }
        List<String> headers = request.headers().getAll(FORWARDED_FOR);
        return headers.isEmpty() ? peer : forwarded(peer, headers);
    }

    /** Whether the peer of a request's connection is a trusted proxy. */
    public boolean isFromTrusted(HttpServerRequest request) {
        return isTrusted(peer(request.remoteAddress()));
    }

    /** The other end of a connection. One without an IP address is this machine. */
    public Peer peer(java.net.SocketAddress socket) {
        InetAddress address = socket instanceof InetSocketAddress inet && inet.getAddress() != null
                ? Network.ofBytes(inet.getAddress().getAddress())
                : InetAddress.getLoopbackAddress();
        return new Peer(address, isTrusted(address));
    }

    /**
     * The client that a trusted peer speaks for, as {@link #of} finds it.
     *
     * @param from holds the value of the only {@code X-Forwarded-For}, one character a byte
     * @return the 4 or 16 bytes of its address, to be left as they are
     */
    public byte[] forwarded(Peer peer, byte[] from, int start, int end) {
        byte[] plain = ipv4(from, start, end);
        if (plain != null) {
            return plain;
        }
        String header = new String(from, start, end - start, StandardCharsets.ISO_8859_1);
        return forwarded(peer.address(), List.of(header)).getAddress();
    }

    /** The address where it is one of IPv4 and nothing else, written as everybody writes it; else null. */
    private static byte @Nullable [] ipv4(byte[] from, int start, int end) {
        if (end - start > 15) {
            return null;
        }
        byte[] address = new byte[4];
        int part = 0;
        int number = 0;
        int digits = 0;
        for (int i = start; i < end; i++) {
            int b = from[i];
            if (b >= '0' && b <= '9') {
                if (digits > 0 && number == 0) {
                    return null;
                }
                number = number * 10 + b - '0';
                digits++;
            } else if (b == '.' && digits > 0 && number <= 255 && part < 3) {
                address[part++] = (byte) number;
                number = 0;
                digits = 0;
            } else {
                return null;
            }
        }
        if (part != 3 || digits == 0 || number > 255) {
            return null;
        }
        address[3] = (byte) number;
        return address;
    }

    /** Reads what a trusted peer sent. Several headers are one list, in their order (RFC 9110, 5.3). */
    InetAddress forwarded(InetAddress peer, List<String> headers) {
        InetAddress client = peer;
        for (String header : headers.reversed()) {
            int end = header.length();
            while (end >= 0) {
                int comma = header.lastIndexOf(',', end - 1);
                InetAddress address = parse(header.substring(comma + 1, end).strip());
                if (address == null) {
                    return peer;
                }
                client = address;
                if (!isTrusted(address)) {
                    return client;
                }
                end = comma;
            }
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static InetAddress peer(@Nullable SocketAddress socket) {
        String host = socket == null ? null : socket.hostAddress();
        if (host != null) {
            int zone = host.indexOf('%');
            InetAddress address = Network.address(zone < 0 ? host : host.substring(0, zone));
            if (address != null) {
                return address;
            }
        }
        return InetAddress.getLoopbackAddress();
    }

    /** Some proxies write the port behind the address: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static @Nullable InetAddress parse(String text) {
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            boolean whole = bracket == text.length() - 1 || (bracket > 0 && isPort(text, bracket + 1));
            String inside = whole ? text.substring(1, bracket) : "";
            return inside.indexOf(':') < 0 ? null : Network.address(inside);
        }
        int colon = text.indexOf(':');
        boolean port = colon > 0 && text.indexOf('.') > 0 && text.indexOf('.') < colon && isPort(text, colon);
        return Network.address(port ? text.substring(0, colon) : text);
    }

    private static boolean isPort(String text, int colon) {
        if (text.charAt(colon) != ':' || colon == text.length() - 1 || text.length() - colon > 6) {
            return false;
        }
        for (int i = colon + 1; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
