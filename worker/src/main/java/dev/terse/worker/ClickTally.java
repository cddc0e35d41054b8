package dev.terse.worker;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox.Waiting;
import dev.terse.click.ClickReader;
import dev.terse.judge.Judge;
import dev.terse.judge.Judgement;
import dev.terse.stats.ClickValues;
import dev.terse.stats.CountedClick;
import dev.terse.stats.DeadClick;
import dev.terse.stats.Kind;
import dev.terse.stats.Rollup;
import dev.terse.stats.Scope;
import dev.terse.stats.Stats.Counted;
import dev.terse.stats.Stats.Hour;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up batches: each click is judged and added to the hour of its link and of that link's domain. Nothing in a batch
 * keeps the rest from being counted: what can't be counted is told apart with its reason.
 *
 * <p>Clicks of links that were not met lately are put aside until the whole group was read, so that the store is asked
 * once for all of them. For one thread.
 */
final class ClickTally {
    /** A record that is not as it was written; where not even its length can be right, all that follows in its batch. */
    static final String CHECKSUM = "checksum";
    /** There never was such a link. */
    static final String UNKNOWN_LINK = "unknown-link";
    /** The store fails whenever it is given what the batch came to. */
    static final String REFUSED = "refused";

    private static final Logger log = LoggerFactory.getLogger(ClickTally.class);

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long QUARTER = HOUR / 4;
    private static final long FIRST_SENSE =
            Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
    private static final long LAST_TIME = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();
    private static final long LAST_SENSE = Duration.ofDays(1).toMillis();
    private static final Judgement NOTHING_KNOWN = new Judgement(Kind.HUMAN, ClickValues.NONE);

    private final Judge judge;
    private final Function<Collection<Long>, Map<Long, Long>> domainsOf;
    private final InstantSource clock;
    private final LinkDomains known = new LinkDomains();

    /** @param domainsOf as {@link dev.terse.stats.Stats#domainsOf} */
    ClickTally(Judge judge, Function<Collection<Long>, Map<Long, Long>> domainsOf, InstantSource clock) {
        this.judge = judge;
        this.domainsOf = domainsOf;
        this.clock = clock;
    }

    /** What some batches come to. Whatever {@code domainsOf} throws goes through; then nothing was counted. */
    Counted count(List<Waiting> batches) {
        judge.refresh();
        Group group = new Group(clock.millis());
        for (Waiting waiting : batches) {
            group.read(waiting.batch());
        }
        group.countLater();
        return group.counted();
    }

    /** All records of a batch as dead ones. */
    static Counted refused(ClickBatch batch) {
        List<DeadClick> dead = new ArrayList<>();
        byte[] records = batch.records();
        ClickReader reader = new ClickReader(records, 0, records.length);
        while (reader.next()) {
            dead.add(dead(batch, reader.start(), reader.end(), reader.isIntact() ? REFUSED : CHECKSUM));
        }
        if (reader.end() < records.length) {
            dead.add(dead(batch, reader.end(), records.length, CHECKSUM));
        }
        return new Counted(Map.of(), List.of(), dead);
    }

    private static DeadClick dead(ClickBatch batch, int start, int end, String reason) {
        return new DeadClick(
                batch.journal(), batch.from() + start, reason, Arrays.copyOfRange(batch.records(), start, end));
    }

    /** One group of batches while it is counted. */
    private final class Group {
        private final long now;
        private final HourTable ofLinks = new HourTable();
        private final HourTable ofDomains = new HourTable();
        private final List<CountedClick> clicks = new ArrayList<>();
        private final List<DeadClick> dead = new ArrayList<>();
        private final List<Later> later = new ArrayList<>();

        /** A record whose link has to be asked for. */
        private record Later(ClickBatch batch, int start, int end, long link) {}

        Group(long now) {
            this.now = now;
        }

        void read(ClickBatch batch) {
            byte[] records = batch.records();
            ClickReader reader = new ClickReader(records, 0, records.length);
            while (reader.next()) {
                if (!reader.isIntact()) {
                    dead.add(dead(batch, reader.start(), reader.end(), CHECKSUM));
                    continue;
                }
                long domain = known.of(reader.link());
                if (domain == LinkDomains.UNKNOWN) {
                    later.add(new Later(batch, reader.start(), reader.end(), reader.link()));
                } else {
                    count(reader, domain);
                }
            }
            if (reader.end() < records.length) {
                dead.add(dead(batch, reader.end(), records.length, CHECKSUM));
            }
        }

        void countLater() {
            if (later.isEmpty()) {
                return;
            }
            Set<Long> links = new HashSet<>();
            later.forEach(record -> links.add(record.link));
            Map<Long, Long> domains = domainsOf.apply(links);
            domains.forEach(known::put);
            for (Later record : later) {
                Long domain = domains.get(record.link);
                if (domain == null) {
                    dead.add(dead(record.batch, record.start, record.end, UNKNOWN_LINK));
                } else {
                    ClickReader reader = new ClickReader(record.batch.records(), record.start, record.end);
                    if (reader.next()) {
                        count(reader, domain);
                    }
                }
            }
        }

        private void count(ClickReader click, long domain) {
            Judgement judgement = judged(click);
            long at = sensible(click.atMillis());
            long hour = at / HOUR;
            int quarter = (int) (at % HOUR / QUARTER);
            ofLinks.at(click.link(), hour).add(judgement.kind(), quarter, click.visitor(), judgement.values());
            ofDomains.at(domain, hour).add(judgement.kind(), quarter, click.visitor(), judgement.values());
            clicks.add(new CountedClick(at, click.link(), judgement.kind(), judgement.values()));
        }

        private Judgement judged(ClickReader click) {
            try {
                return judge.judge(click);
            } catch (RuntimeException | StackOverflowError failure) {
                log.warn("A click could not be judged; it is counted as a person's.", failure);
                return NOTHING_KNOWN;
            }
        }

        /**
         * A clock that jumped far away loses no click, and puts none where nobody looks. Where the worker's own clock is the
         * one that is wrong, the time of the click is kept, if it is one.
         */
        private long sensible(long atMillis) {
            if (now < FIRST_SENSE) {
                return Math.clamp(atMillis, 0, LAST_TIME);
            }
            return atMillis < FIRST_SENSE || atMillis > now + LAST_SENSE ? now : atMillis;
        }

        Counted counted() {
            Map<Hour, Rollup> rollups = HashMap.newHashMap(ofLinks.size() + ofDomains.size());
            ofLinks.forEach((number, hour, rollup) -> rollups.put(new Hour(new Scope.OfLink(number), hour), rollup));
            ofDomains.forEach(
                    (number, hour, rollup) -> rollups.put(new Hour(new Scope.OfDomain(number), hour), rollup));
            return new Counted(rollups, clicks, dead);
        }
    }
}
