package dev.terse.target;

import java.util.List;

/**
 * Tells which hosts are not on the public internet, without looking a name up.
 *
 * <p>Addresses: every block of the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates), also
 * the few that are globally reachable, since none holds a site; multicast; and of IPv6 all that is not global unicast
 * (RFC 4291). An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) is judged as the IPv4 address that it leads to.
 *
 * <p>Names: {@code localhost} (RFC 6761), {@code local} (RFC 6762), {@code home.arpa} (RFC 8375), {@code internal}
 * (reserved by ICANN for private use) and {@code localdomain} (a habit of hosts files), each with all below it, and every
 * name of one label, which a resolver would complete with its own domain.
 */
final class SpecialHosts {
    private static final List<Block> IPV4 = List.of(
            ipv4(0, 0, 0, 0, 8), // this network
            ipv4(10, 0, 0, 0, 8), // private use
            ipv4(100, 64, 0, 0, 10), // shared address space of carriers
            ipv4(127, 0, 0, 0, 8), // loopback
            ipv4(169, 254, 0, 0, 16), // link-local
            ipv4(172, 16, 0, 0, 12), // private use
            ipv4(192, 0, 0, 0, 24), // protocol assignments
            ipv4(192, 0, 2, 0, 24), // documentation
            ipv4(192, 31, 196, 0, 24), // AS112
            ipv4(192, 52, 193, 0, 24), // AMT
            ipv4(192, 88, 99, 0, 24), // 6to4 relay, deprecated
            ipv4(192, 168, 0, 0, 16), // private use
            ipv4(192, 175, 48, 0, 24), // AS112
            ipv4(198, 18, 0, 0, 15), // benchmarking
            ipv4(198, 51, 100, 0, 24), // documentation
            ipv4(203, 0, 113, 0, 24), // documentation
            ipv4(224, 0, 0, 0, 4), // multicast
            ipv4(240, 0, 0, 0, 4)); // reserved, and the limited broadcast

    private static final Block IPV6_GLOBAL_UNICAST = ipv6(0x2000, 0, 0, 3);

    private static final List<Block> IPV6 = List.of(
            ipv6(0x2001, 0, 0, 23), // protocol assignments: Teredo, benchmarking, ORCHID and others
            ipv6(0x2001, 0xDB8, 0, 32), // documentation
            ipv6(0x2620, 0x4F, 0x8000, 48), // AS112
            ipv6(0x3FFF, 0, 0, 20)); // documentation

    private static final Block SIX_TO_FOUR = ipv6(0x2002, 0, 0, 16);

    private static final long NAT64_HIGH = 0x0064_FF9BL << 32;

    private static final List<String> NAMES = List.of("localhost", "local", "internal", "home.arpa", "localdomain");

    private SpecialHosts() {}

    static boolean contains(Host host) {
        return switch (host) {
            case Host.Ipv4(int bits) -> isSpecial(bits);
            case Host.Ipv6 address -> isSpecial(address);
            case Host.Name name -> isSpecial(name);
        };
    }

    private static boolean isSpecial(int ipv4) {
        return anyContains(IPV4, Integer.toUnsignedLong(ipv4) << 32);
    }

    private static boolean isSpecial(Host.Ipv6 address) {
        long high = address.high();
        boolean nat64 = high == NAT64_HIGH && address.low() >>> 32 == 0;
        if (address.isIpv4Mapped() || nat64) {
            return isSpecial((int) address.low());
        }
        if (SIX_TO_FOUR.contains(high)) {
            return isSpecial((int) (high >>> 16));
        }
        return !IPV6_GLOBAL_UNICAST.contains(high) || anyContains(IPV6, high);
    }

    private static boolean isSpecial(Host.Name host) {
        String name = host.identity();
        boolean oneLabel = name.indexOf('.', 1) < 0;
        if (oneLabel || name.endsWith(".")) {
            return true;
        }
        for (String special : NAMES) {
            boolean below = name.endsWith(special)
                    && name.length() > special.length()
                    && name.charAt(name.length() - special.length() - 1) == '.';
            if (below || name.equals(special)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyContains(List<Block> blocks, long bits) {
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).contains(bits)) {
                return true;
            }
        }
        return false;
    }

    private static Block ipv4(int a, int b, int c, int d, int length) {
        return new Block((long) (a << 24 | b << 16 | c << 8 | d) << 32, length);
    }

    private static Block ipv6(int a, int b, int c, int length) {
        return new Block((long) a << 48 | (long) b << 32 | (long) c << 16, length);
    }

    /** Addresses that begin with the same {@code length} bits, left-aligned in 64: no block of the registries needs more. */
    private record Block(long prefix, int length) {
        boolean contains(long bits) {
            return (bits ^ prefix) >>> (Long.SIZE - length) == 0;
        }
    }
}
