package dev.terse.web;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses, as CIDR writes it (RFC 4632, RFC 4291). An IPv4 address mapped into IPv6 is the IPv4 address.
 *
 * @param address the first of the range
 * @param prefix how many leading bits all of the range share
 */
public record Network(InetAddress address, int prefix) {
    private static final int IPV4_VISITOR = 24;
    private static final int IPV6_VISITOR = 64;

    /**
     * The network of {@code prefix} bits that {@code address} lies in.
     *
     * @throws IllegalArgumentException where the address has fewer bits
     */
    public Network {
        byte[] bytes = address.getAddress();
        if (prefix < 0 || prefix > bytes.length * 8) {
            throw new IllegalArgumentException("a prefix of " + address.getHostAddress() + " has 0 to "
                    + bytes.length * 8 + " bits, not " + prefix);
        }
        for (int i = 0; i < bytes.length; i++) {
            int bits = Math.clamp(prefix - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xFF00 >> bits);
        }
        address = ofBytes(bytes);
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
     *
     * @throws IllegalArgumentException with a message for the one who wrote it: not an address, not a number of bits, or
     *     bits set behind the prefix, which is a slip more often than meant
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no IP address or network; write it like 10.0.0.0/8 or fd00::/8");
        }
        int bits = address.getAddress().length * 8;
        int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("\"" + text + "\" needs 0 to " + bits + " after the slash");
        }
        Network network = new Network(address, prefix);
        if (!network.address.equals(address)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has bits set after the first " + prefix + "; the network is written " + network);
        }
        return network;
    }

    /** The network that one visitor is taken to be: a /24 of IPv4, a /64 of IPv6. */
    public static Network ofVisitor(InetAddress address) {
        return new Network(address, address.getAddress().length == 4 ? IPV4_VISITOR : IPV6_VISITOR);
    }

    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        byte[] own = address.getAddress();
        if (bytes.length != own.length) {
            return false;
        }
        int whole = prefix / 8;
        if (!Arrays.equals(bytes, 0, whole, own, 0, whole)) {
            return false;
        }
        int mask = 0xFF00 >> (prefix % 8) & 0xFF;
        return mask == 0 || (bytes[whole] & mask) == (own[whole] & mask);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }

    /** The address that {@code text} spells in full, without brackets, zone or port; null where it spells none. */
    static @Nullable InetAddress address(String text) {
        boolean plain = NetUtil.isValidIpV4Address(text)
                || (text.indexOf('%') < 0 && text.indexOf('[') < 0 && NetUtil.isValidIpV6Address(text));
        byte[] bytes = plain ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        return bytes == null ? null : ofBytes(bytes);
    }

    static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", impossible);
        }
    }

    private static int number(String text) {
        if (text.isEmpty() || text.length() > 3) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
