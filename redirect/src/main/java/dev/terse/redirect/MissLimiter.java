package dev.terse.redirect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.terse.web.Network;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how fast the visitors of one network may try codes that don't exist: a bucket of tokens for each network that
 * did so lately. A code that exists costs nothing. Codes under way when a bucket runs out are still looked for and put it
 * into debt.
 *
 * <p>Safe for use by many threads; networks are forgotten a minute after their bucket could be full, and the ones used least when
 * there are too many.
 */
public final class MissLimiter {
    public static final int DEFAULT_BURST = 60;
    public static final int DEFAULT_PER_SECOND = 10;

    static final int MAX_NETWORKS = 100_000;

    private final int burst;
    private final int perSecond;
    private final TimeMeter meter;
    private final @Nullable Cache<Network, Bucket> buckets;

    /**
     * A limiter that has seen nobody.
     *
     * @param burst misses that a network has at once, 0 for no limit at all
     * @param perSecond misses that it gets back in a second, 1 or more
     * @param nanoTime a clock as {@link System#nanoTime} is one
     */
    public MissLimiter(int burst, int perSecond, LongSupplier nanoTime) {
        if (burst < 0 || perSecond < 1) {
            throw new IllegalArgumentException("a limit has a burst of 0 or more and at least 1 a second");
        }
        this.burst = burst;
        this.perSecond = perSecond;
        this.meter = new NanoMeter(nanoTime);
        this.buckets = burst == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumSize(MAX_NETWORKS)
                        .expireAfterAccess(Duration.ofSeconds(60L + burst / perSecond))
                        .ticker(nanoTime::getAsLong)
                        .build();
    }

    /** How many seconds a visitor has to wait before the next code that isn't in memory; empty where none. */
    OptionalLong secondsToWait(InetAddress visitor) {
        Bucket bucket = buckets == null ? null : buckets.getIfPresent(Network.ofVisitor(visitor));
        if (bucket == null) {
            return OptionalLong.empty();
        }
        long tokens = bucket.getAvailableTokens();
        return tokens > 0 ? OptionalLong.empty() : OptionalLong.of(seconds(1 - tokens));
    }

    /** Notes that a visitor asked for a code that doesn't exist. */
    void missed(InetAddress visitor) {
        if (buckets != null) {
            buckets.get(Network.ofVisitor(visitor), _ -> newBucket()).consumeIgnoringRateLimits(1);
        }
    }

    int burst() {
        return burst;
    }

    private long seconds(long tokens) {
        return Math.ceilDiv(tokens, perSecond);
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(meter)
                .build();
    }

    private record NanoMeter(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
