package dev.terse.bench;

import dev.terse.click.ClickBatch;
import dev.terse.click.ClickEncoder;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Clicks as one journal would hold them, the same ones for the same random numbers: in the order of their instants, which
 * are spread evenly over a span; links by Zipf's law, the n-th visited 1/n times as often as the first;
 * half of the visits with a referrer, a tenth with a campaign in their query. Makes one batch after the other.
 */
final class MadeClicks {
    private static final int VISITORS = 100_000;
    private static final List<byte[]> REFERRERS = ascii(
            "https://news.example/2026/11/a-story-about-links",
            "https://www.search.example/",
            "https://social.example/post/4711",
            "android-app://org.mail.example/",
            "https://forum.example/t/where-to-go/12",
            "https://blog.example/?page=3");
    private static final List<byte[]> LANGUAGES = ascii(
            "en-US,en;q=0.9",
            "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7",
            "fr-FR,fr;q=0.9",
            "pt-BR,pt;q=0.9,en;q=0.5",
            "ja",
            "es-ES,es;q=0.9",
            "zh-CN,zh;q=0.9");
    private static final List<byte[]> CAMPAIGNS = ascii(
            "utm_source=letter&utm_medium=mail&utm_campaign=spring",
            "utm_source=poster&utm_medium=print",
            "utm_source=social&utm_medium=post&utm_campaign=launch&utm_content=a");

    private final UUID journal;
    private final long[] links;
    private final long[] totals;
    private final Zipf ranks;
    private final List<byte[]> userAgents;
    private final long from;
    private final double step;
    private final long count;
    private final RandomGenerator random;
    private final ClickEncoder encoder = new ClickEncoder();
    private final byte[] network = new byte[3];
    private long made;
    private long position;

    /**
     * @param links numbers of links, the most visited first
     * @param count of clicks in {@code span} from {@code from} on
     */
    MadeClicks(
            UUID journal,
            long[] links,
            List<byte[]> userAgents,
            Instant from,
            Duration span,
            long count,
            RandomGenerator random) {
        this.journal = journal;
        this.links = links.clone();
        this.totals = new long[links.length];
        this.ranks = new Zipf(links.length);
        this.userAgents = List.copyOf(userAgents);
        this.from = from.toEpochMilli();
        this.step = (double) span.toMillis() / count;
        this.count = count;
        this.random = random;
    }

    private static List<byte[]> ascii(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /** Whether there are clicks that are in no batch yet. */
    boolean hasNext() {
        return made < count;
    }

    /** The next clicks, in so many bytes at most, which have to be more than one record's. */
    ClickBatch next(int maxBytes) {
        byte[] records = new byte[maxBytes];
        int length = 0;
        while (made < count && maxBytes - length >= ClickEncoder.MAX_LENGTH) {
            int record = encode();
            System.arraycopy(encoder.bytes(), 0, records, length, record);
            length += record;
        }
        ClickBatch batch = new ClickBatch(journal, position, Arrays.copyOf(records, length));
        position = batch.to();
        return batch;
    }

    private int encode() {
        int rank = ranks.rankAt(random.nextDouble());
        totals[rank]++;
        // A visitor has one address and one browser.
        int visitor = random.nextInt(VISITORS);
        network[0] = 11;
        network[1] = (byte) (visitor >> 8);
        network[2] = (byte) visitor;
        byte[] userAgent = userAgents.get(visitor % userAgents.size());
        encoder.begin(from + (long) (made++ * step), links[rank], Purpose.VISIT)
                .network(network, network.length)
                .visitor(visitor * 0x9E3779B97F4A7C15L + 1)
                .text(ClickText.USER_AGENT, userAgent, 0, userAgent.length);
        add(ClickText.LANGUAGES, LANGUAGES.get(visitor % LANGUAGES.size()));
        if (random.nextBoolean()) {
            add(ClickText.REFERRER, REFERRERS.get(random.nextInt(REFERRERS.size())));
        }
        if (random.nextInt(10) == 0) {
            add(ClickText.QUERY, CAMPAIGNS.get(random.nextInt(CAMPAIGNS.size())));
        }
        return encoder.end();
    }

    private void add(ClickText text, byte[] value) {
        encoder.text(text, value, 0, value.length);
    }

    /** How many clicks were made so far of the link of a rank, counted from 0. */
    long total(int rank) {
        return totals[rank];
    }
}
