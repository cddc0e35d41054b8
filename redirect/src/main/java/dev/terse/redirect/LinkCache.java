package dev.terse.redirect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.terse.change.Change;
import dev.terse.change.ChangeListener;
import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.link.ServedLinks;
import dev.terse.store.StorageUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links that this process holds, and the one way by which it gets at others.
 *
 * <p><b>Freshness.</b> An entry is dropped when a change of its link is heard. Changes apart it is renewed in its last
 * tenth, while it is still served, and never served beyond its age, ten minutes at most and less by chance, so that
 * entries that were loaded together don't end together. When the store can't answer, that limit is off: an entry is
 * served at once until a read succeeds, which is tried once a second. That is known from a read that failed, from one
 * that has been under way for a second, or from every load being busy.
 *
 * <p><b>Races.</b> A load is registered before it reads. A change that is heard marks the load of its code and drops the
 * entry; a load publishes its result and leaves the register in one step that excludes both, and reads again where it was
 * marked. So neither the cache nor anybody who waits for a load gets what was read before a change that was heard.
 *
 * <p><b>Unknown codes.</b> There is no change for a creation, so that a code is unknown for a second at most, counted
 * from before the read. They are kept apart: a scan must not push links out.
 *
 * <p><b>Bounds.</b> Links by an estimate of their bytes, unknown codes and loads by number. When all loads are busy, a
 * code that isn't cached gets no answer at once instead of one more place in a queue. Nobody waits for a load for longer
 * than three seconds, though it goes on: a gateway that waits for five then gets an answer, and goes on to send visits of
 * links that are cached.
 *
 * <p>Safe for use by many threads. {@link #hit} and {@link #held} take no lock and do no I/O.
 */
public final class LinkCache implements ChangeListener {
    static final Duration MAX_AGE = Duration.ofMinutes(10);
    static final Duration UNKNOWN_AGE = Duration.ofSeconds(1);
    static final int MAX_UNKNOWN = 100_000;
    static final int MAX_READS = 5;
    static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(LinkCache.class);
    /** A place for each entry of the usual size, and some more so that few share one. */
    private static final int BYTES_A_PLACE = 256;
    /** Of the hits on the short cut, one in as many is told to the cache, which chooses by use what it evicts. */
    private static final int TOLD = 64;

    private static final double LEAST_SHARE_OF_AGE = 0.8;
    private static final double RENEWED_FROM = 0.9;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final CompletableFuture<Lookup> KNOWN_AS_UNKNOWN =
            CompletableFuture.completedFuture(new Lookup.Unknown());

    private final ServedLinks links;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Duration maxWait;
    private final Cache<AskedKey, CachedLink> entries;
    private final HotLinks hot;
    private final Cache<LinkKey, Long> unknown;
    private final ConcurrentMap<LinkKey, Load> loads = new ConcurrentHashMap<>();
    private final Semaphore free;
    private final LongAdder hits = new LongAdder();
    private final Timer loadTime;
    private final Counter rereads;
    private final Counter failures;
    private final Counter overloads;
    private final AtomicLong nextTry;
    /** Whether the read that ended last failed. */
    private volatile boolean down;

    /**
     * An empty cache.
     *
     * @param maxBytes of memory for links, by estimate
     * @param maxLoads codes that are looked for in the store at once, waiting for the executor included
     * @param executor runs the reads, which block; how many at once is its own affair
     * @param nanoTime a clock as {@link System#nanoTime} is one: no change of the wall clock may stretch an age
     * @param random spreads ages; used by many threads
     */
    public LinkCache(
            ServedLinks links,
            long maxBytes,
            int maxLoads,
            Executor executor,
            LongSupplier nanoTime,
            RandomGenerator random,
            MeterRegistry meters) {
        this(links, maxBytes, maxLoads, executor, nanoTime, random, MAX_WAIT, meters);
    }

    LinkCache(
            ServedLinks links,
            long maxBytes,
            int maxLoads,
            Executor executor,
            LongSupplier nanoTime,
            RandomGenerator random,
            Duration maxWait,
            MeterRegistry meters) {
        this.links = links;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.random = random;
        this.maxWait = maxWait;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((AskedKey key, CachedLink entry) -> entry.estimatedBytes(key.kept()))
                .evictionListener((@Nullable AskedKey _, @Nullable CachedLink entry, RemovalCause _) -> drop(entry))
                .build();
        this.hot = new HotLinks(
                Math.toIntExact(Math.clamp(Long.highestOneBit(maxBytes / BYTES_A_PLACE), 1 << 10, 1 << 22)));
        this.unknown = Caffeine.newBuilder()
                .maximumSize(MAX_UNKNOWN)
                .expireAfterWrite(UNKNOWN_AGE)
                .ticker(nanoTime::getAsLong)
                .build();
        this.free = new Semaphore(maxLoads);
        this.nextTry = new AtomicLong(nanoTime.getAsLong());
        this.loadTime = Timer.builder("terse.redirect.loads")
                .description("Looking for a link in the store, until it could be served")
                .register(meters);
        this.rereads = Counter.builder("terse.redirect.loads.repeated")
                .description("Reads that a change heard meanwhile made worthless")
                .register(meters);
        this.failures = Counter.builder("terse.redirect.loads.failed")
                .description("Loads that the store could not answer")
                .register(meters);
        this.overloads = Counter.builder("terse.redirect.loads.refused")
                .description("Loads that were not begun because all were busy")
                .register(meters);
        Gauge.builder("terse.redirect.loads.busy", free, permits -> maxLoads - permits.availablePermits())
                .description("Loads under way")
                .register(meters);
        Gauge.builder("terse.redirect.cache.links", entries, Cache::estimatedSize)
                .description("Links held in memory")
                .register(meters);
        Gauge.builder("terse.redirect.cache.bytes", this, LinkCache::weight)
                .description("Estimated memory of the links held")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("terse.redirect.cache.unknown", unknown, Cache::estimatedSize)
                .description("Codes remembered as unknown")
                .register(meters);
        FunctionCounter.builder("terse.redirect.cache.hits", hits, LongAdder::sum)
                .description("Visits whose link was held in memory")
                .register(meters);
    }

    /** The link where it can be served from memory, else null: then {@link #find} tells. */
    @Nullable
    ServedLink hit(LinkKey key) {
        CachedLink entry = entries.getIfPresent(key);
        CachedLink served = entry == null ? null : served(key, entry);
        return served == null ? null : served.link();
    }

    /** What {@link #hit} would find for the key of a request, where its answer is ready; else null. */
    @Nullable
    CachedLink held(RequestKey key) {
        CachedLink entry = hot.find(key);
        if (entry == null || key.turn() % TOLD == 0) {
            entry = entries.getIfPresent(key);
            if (entry == null) {
                return null;
            }
            hot.put(entry);
        }
        return entry.isReady() ? served(key, entry) : null;
    }

    private @Nullable CachedLink served(AskedKey key, CachedLink entry) {
        long now = nanoTime.getAsLong();
        if (now - entry.renewFrom() >= 0 && !isServedWhileRenewed(key.kept(), entry, now)) {
            return null;
        }
        hits.increment();
        return entry;
    }

    /** Whether there is an entry of the code, be it one that is too old to be a hit. */
    boolean holds(LinkKey key) {
        return entries.getIfPresent(key) != null;
    }

    /**
     * Looks in the store for what is no hit. Never waits; the answer may come on any thread, and comes within {@link
     * #MAX_WAIT}.
     */
    CompletionStage<Lookup> find(LinkKey key) {
        CompletableFuture<Lookup> lookup = look(key);
        if (lookup.isDone()) {
            return lookup;
        }
        return lookup.orTimeout(maxWait.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> failure instanceof TimeoutException
                        ? CompletableFuture.completedFuture(withoutStore(key))
                        : CompletableFuture.failedFuture(failure));
    }

    /** The answer for one caller, who may complete it: nobody else is told by it. */
    private CompletableFuture<Lookup> look(LinkKey key) {
        long now = nanoTime.getAsLong();
        Long read = unknown.getIfPresent(key);
        if (read != null && now - read < UNKNOWN_AGE.toNanos()) {
            return KNOWN_AS_UNKNOWN;
        }
        Load load = loadOf(key);
        if (load == null) {
            return CompletableFuture.completedFuture(withoutStore(key));
        }
        return load.answer.thenCompose(lookup -> switch (lookup) {
            case Lookup.Found _ -> CompletableFuture.completedFuture(lookup);
            case Lookup.Unknown _ ->
                now - load.readFrom < UNKNOWN_AGE.toNanos() ? CompletableFuture.completedFuture(lookup) : look(key);
            case Lookup.Unavailable _ -> CompletableFuture.completedFuture(withoutStore(key));
        });
    }

    /** Drops what is held of the thing that was written. */
    @Override
    public void changed(Change change) {
        switch (change) {
            case Change.OfLink(long domain, Code code) -> forget(new LinkKey(domain, code));
            case Change.OfKey _ -> {}
        }
    }

    /** Drops everything, because changes may have been missed. */
    @Override
    public void forgetAll() {
        loads.keySet().forEach(this::forget);
        entries.asMap().keySet().forEach(this::dropEntry);
        unknown.invalidateAll();
    }

    private void forget(LinkKey key) {
        var _ = loads.compute(key, (_, load) -> {
            if (load != null) {
                load.outdated = true;
            }
            dropEntry(key);
            unknown.invalidate(key);
            return load;
        });
    }

    private void dropEntry(AskedKey key) {
        drop(entries.asMap().remove(key));
    }

    private void drop(@Nullable CachedLink entry) {
        if (entry != null) {
            entry.drop();
            hot.remove(entry);
        }
    }

    private boolean isServedWhileRenewed(LinkKey key, CachedLink entry, long now) {
        if (down) {
            tryAgain(key, now);
            return true;
        }
        Load load = loadOf(key);
        return load == null || now - entry.servedUntil() < 0 || now - load.begun >= SECOND;
    }

    private void tryAgain(LinkKey key, long now) {
        long next = nextTry.get();
        if (now - next >= 0 && nextTry.compareAndSet(next, now + SECOND)) {
            var _ = loadOf(key);
        }
    }

    private Lookup withoutStore(LinkKey key) {
        CachedLink entry = entries.getIfPresent(key);
        return entry == null ? new Lookup.Unavailable() : new Lookup.Found(entry.link());
    }

    /** The load under way or a new one; null where there is none and all are busy. */
    private @Nullable Load loadOf(LinkKey key) {
        Load running = loads.get(key);
        if (running != null) {
            return running;
        }
        if (!free.tryAcquire()) {
            overloads.increment();
            return null;
        }
        Load load = new Load(key, nanoTime.getAsLong());
        Load other = loads.putIfAbsent(key, load);
        if (other != null) {
            free.release();
            return other;
        }
        try {
            executor.execute(load);
        } catch (RejectedExecutionException refusal) {
            load.end(new Lookup.Unavailable());
        }
        return load;
    }

    private CachedLink entryOf(LinkKey key, ServedLink link, long read) {
        double age = MAX_AGE.toNanos() * (LEAST_SHARE_OF_AGE + (1 - LEAST_SHARE_OF_AGE) * random.nextDouble());
        return new CachedLink(key, link, read + (long) (age * RENEWED_FROM), read + (long) age);
    }

    private double weight() {
        return entries.policy()
                .eviction()
                .flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst())
                .orElse(0L);
    }

    /** What became of a look for a link. */
    sealed interface Lookup {
        /** The link, as the store has it, or had it when it last answered. */
        record Found(ServedLink link) implements Lookup {}

        /** The store has never had a link of that code. */
        record Unknown() implements Lookup {}

        /** Nothing is known: the store can't answer, or too much is asked of it. */
        record Unavailable() implements Lookup {}
    }

    /** One look into the store for a code, for everybody who asks for it meanwhile. Holds one of the free places. */
    private final class Load implements Runnable {
        private final LinkKey key;
        private final long begun;
        private final CompletableFuture<Lookup> answer = new CompletableFuture<>();
        private volatile boolean outdated;
        private volatile long readFrom;

        Load(LinkKey key, long begun) {
            this.key = key;
            this.begun = begun;
        }

        @Override
        public void run() {
            Lookup lookup = new Lookup.Unavailable();
            try {
                lookup = read();
            } catch (StorageUnavailable failure) {
                log.debug("The store can't answer: {}", failure.getMessage());
                nextTry.set(nanoTime.getAsLong() + SECOND);
                down = true;
            } catch (RuntimeException failure) {
                log.error("A link can't be read", failure);
            } finally {
                end(lookup);
            }
        }

        private Lookup read() {
            for (int reads = 0; reads < MAX_READS; reads++) {
                outdated = false;
                readFrom = nanoTime.getAsLong();
                Optional<ServedLink> link = links.find(key.domain(), key.code());
                down = false;
                if (publish(link)) {
                    return link.<Lookup>map(Lookup.Found::new).orElseGet(Lookup.Unknown::new);
                }
                rereads.increment();
            }
            log.debug("A link changed during each of {} reads", MAX_READS);
            return new Lookup.Unavailable();
        }

        private boolean publish(Optional<ServedLink> link) {
            return loads.computeIfPresent(key, (_, load) -> {
                        if (outdated) {
                            return load;
                        }
                        if (link.isPresent()) {
                            drop(entries.asMap().put(key, entryOf(key, link.get(), readFrom)));
                        } else {
                            dropEntry(key);
                            unknown.put(key, readFrom);
                        }
                        return null;
                    })
                    == null;
        }

        /** Ends the load, once: nobody finds it any more, its place is free, and those who wait have their answer. */
        void end(Lookup lookup) {
            loads.remove(key, this);
            free.release();
            loadTime.record(Duration.ofNanos(nanoTime.getAsLong() - begun));
            if (lookup instanceof Lookup.Unavailable) {
                failures.increment();
            }
            answer.complete(lookup);
        }
    }
}
