package dev.terse.app;

import dev.terse.Storage;
import dev.terse.change.ChangeListener;
import dev.terse.journal.ClickJournal;
import dev.terse.journal.ClickJournals;
import dev.terse.journal.JournalSettings;
import dev.terse.redirect.Clicks;
import dev.terse.redirect.DayKeys;
import dev.terse.redirect.LinkCache;
import dev.terse.redirect.MissLimiter;
import dev.terse.redirect.RedirectService;
import dev.terse.redirect.Site;
import dev.terse.web.ClientAddress;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What redirects need: links in memory, the journals of clicks, and a service for each event loop. */
final class RedirectRole {
    private static final Logger log = LoggerFactory.getLogger(RedirectRole.class);

    /** Where in a data folder the journals are. */
    static final String JOURNAL = "journal";

    private static final int LOADS_AT_ONCE = 1_024;
    private static final int MISS_BURST = 6;

    private final Config config;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final LinkCache cache;
    private final ClickJournals journals;
    private final DayKeys visitorKeys;
    private final MissLimiter limiter;
    private final ClientAddress addresses;
    private final Site site;

    /**
     * Starts what works in the background, and has it stopped when its turn comes.
     *
     * @param loads runs the reads of links
     * @param domain the default domain
     * @throws StartFailure where the folder of the journals can't be used
     */
    RedirectRole(
            Config config,
            Storage storage,
            long domain,
            ExecutorService loads,
            StopOrder stopOrder,
            SecureRandom random,
            InstantSource clock,
            MeterRegistry meters) {
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.cache = new LinkCache(
                storage.servedLinks(),
                config.cacheBytes(),
                LOADS_AT_ONCE,
                loads,
                System::nanoTime,
                new Random(),
                meters);
        this.journals = startJournals(config, storage, random, clock, meters);
        stopOrder.add("journals", this::closeJournals);
        this.visitorKeys = DayKeys.start(storage.visitorKeys(), clock);
        stopOrder.add("visitor keys", visitorKeys::close);
        this.limiter = new MissLimiter(
                config.missesPerSecond() * MISS_BURST, Math.max(1, config.missesPerSecond()), System::nanoTime);
        this.addresses = new ClientAddress(config.trustedProxies());
        URI contact = config.securityContact();
        this.site = new Site(domain, config.baseUrl().toString(), contact == null ? null : contact.toString());
    }

    private static ClickJournals startJournals(
            Config config, Storage storage, SecureRandom random, InstantSource clock, MeterRegistry meters) {
        Path folder = config.dataDir().resolve(JOURNAL);
        try {
            return ClickJournals.start(
                    folder,
                    JournalSettings.of(config.journalBytes(), config.eventLoops()),
                    storage.clickInbox(),
                    random,
                    clock,
                    System::nanoTime,
                    meters);
        } catch (UncheckedIOException failure) {
            throw new StartFailure(
                    "clicks can't be recorded in " + folder + " (" + failure.getMessage() + ")", failure);
        }
    }

    private void closeJournals() {
        if (journals.close(ClickJournals.STOP_LIMIT).isNothing()) {
            log.info("All clicks are handed over");
        }
    }

    /** Hears of changes that redirects have to heed. */
    ChangeListener listener() {
        return cache;
    }

    /** A service for one event loop, which records clicks in a journal of its own. */
    RedirectService onLoop() {
        ClickJournal journal = journals.open();
        return new RedirectService(
                cache,
                limiter,
                addresses,
                site,
                new Clicks(journal::append, visitorKeys::at, config.countryHeader()),
                clock,
                meters);
    }
}
