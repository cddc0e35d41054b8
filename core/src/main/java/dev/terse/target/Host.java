package dev.terse.target;

/** A host as the URL Standard has parsed it. */
sealed interface Host {
    /** As it stands in a serialised address. */
    String serialised();

    /** One text for all spellings that reach the same host, as far as that is known without a look-up. */
    String identity();

    /** A domain in its ASCII form. Neither has it to exist, nor to be one that DNS could hold. */
    record Name(String serialised) implements Host {
        @Override
        public String identity() {
            int end = serialised.length();
            while (end > 0 && serialised.charAt(end - 1) == '.') {
                end--;
            }
            return end == 0 ? serialised : serialised.substring(0, end);
        }
    }

    /** An IPv4 address, in network order. */
    record Ipv4(int bits) implements Host {
        @Override
        public String serialised() {
            return (bits >>> 24) + "." + ((bits >>> 16) & 0xFF) + "." + ((bits >>> 8) & 0xFF) + "." + (bits & 0xFF);
        }

        @Override
        public String identity() {
            return serialised();
        }
    }

    /** The first and the last 64 bits, in network order. */
    record Ipv6(long high, long low) implements Host {
        private static final int PIECES = 8;

        int piece(int index) {
            long half = index < 4 ? high : low;
            return (int) (half >>> (48 - 16 * (index & 3))) & 0xFFFF;
        }

        /** True for {@code ::ffff:0:0/96}, which is IPv4 in the clothes of IPv6 (RFC 4291, 2.5.5.2). */
        boolean isIpv4Mapped() {
            return high == 0 && low >>> 32 == 0xFFFF;
        }

        @Override
        public String serialised() {
            int zeros = longestZeros();
            int zerosEnd = zeros == PIECES ? PIECES : zeros + zerosFrom(zeros);
            var out = new StringBuilder(41).append('[');
            for (int i = 0; i < PIECES; i++) {
                if (i == zeros) {
                    out.append(i == 0 ? "::" : ":");
                    i = zerosEnd - 1;
                    continue;
                }
                out.append(Integer.toHexString(piece(i)));
                if (i < PIECES - 1) {
                    out.append(':');
                }
            }
            return out.append(']').toString();
        }

        @Override
        public String identity() {
            return isIpv4Mapped() ? new Ipv4((int) low).serialised() : serialised();
        }

        /** Where the first of the longest runs of two zeros or more begins, or {@link #PIECES} where there is none. */
        private int longestZeros() {
            int start = PIECES;
            int length = 1;
            for (int i = 0; i < PIECES; i++) {
                int run = zerosFrom(i);
                if (run > length) {
                    start = i;
                    length = run;
                }
            }
            return start;
        }

        private int zerosFrom(int index) {
            int end = index;
            while (end < PIECES && piece(end) == 0) {
                end++;
            }
            return end - index;
        }
    }
}
