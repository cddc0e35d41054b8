package dev.terse.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
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
