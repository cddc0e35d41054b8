package dev.terse.bench;

import java.util.Arrays;

/** Ranks that come as often as Zipf's law says: the second half as often as the first, the third a third as often. */
final class Zipf {
    /** For each rank the share of all that it and those before it have. */
    private final double[] shares;

    Zipf(int ranks) {
        shares = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1.0 / (i + 1);
            shares[i] = sum;
        }
        for (int i = 0; i < ranks; i++) {
            shares[i] /= sum;
        }
    }

    /** The rank, counted from 0, that has its place at a share of all, from 0 to 1. */
    int rankAt(double share) {
        int found = Arrays.binarySearch(shares, share);
        return Math.min(shares.length - 1, found >= 0 ? found + 1 : -found - 1);
    }
}
