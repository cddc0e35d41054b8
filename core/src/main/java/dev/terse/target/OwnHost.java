package dev.terse.target;

import java.util.Optional;

/**
 * A host that serves short links, so that no link may lead there. Two spellings of one host are equal: case, a trailing
 * dot, percent-encoding, an international name and its ASCII form, the forms of an IP address.
 *
 * @param host as the URL Standard serialises it, without a trailing dot; an IPv4-mapped IPv6 address as IPv4
 * @param port 0 to 65535, or {@link #ANY_PORT}
 */
public record OwnHost(String host, int port) {
    public static final int ANY_PORT = -1;

    /**
     * Takes what {@link #parse} makes.
     *
     * @throws IllegalArgumentException where the host is empty or not lower-case ASCII, or there is no such port
     */
    public OwnHost {
        if (!isSerialised(host) || port < ANY_PORT || port > 0xFFFF) {
            throw new IllegalArgumentException("not an own host");
        }
    }

    static OwnHost of(Host host, int port) {
        return new OwnHost(host.identity(), port);
    }

    /**
     * The host that {@code text} names, such as {@code s.example} (whatever the port), {@code s.example:8080} (that port
     * alone) or {@code [2001:db8::1]:8080}; empty where it names none.
     */
    public static Optional<OwnHost> parse(String text) {
        int colon = HostParser.portColon(text, 0, text.length());
        Host host = HostParser.parse(text.substring(0, colon));
        int port = colon == text.length() ? ANY_PORT : HostParser.parsePort(text, colon + 1, text.length());
        return host == null || port == HostParser.INVALID_PORT
                ? Optional.empty()
                : Optional.of(of(host, port == HostParser.NO_PORT ? ANY_PORT : port));
    }

    private static boolean isSerialised(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return !host.isEmpty();
    }
}
