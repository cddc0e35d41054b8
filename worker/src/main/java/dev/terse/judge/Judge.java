package dev.terse.judge;

import dev.terse.click.ClickReader;
import dev.terse.click.ClickText;
import dev.terse.click.Purpose;
import dev.terse.stats.ClickValues;
import dev.terse.stats.Dimension;
import dev.terse.stats.Kind;
import dev.terse.visit.ScanMark;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges clicks, by nothing but their records and the file of places. What was made of a text is kept by its bytes, as
 * most clicks bring along what others brought before; what is kept has bounds. For one thread.
 */
public final class Judge {
    private static final int KEPT_REFERRERS = 8_192;
    private static final int KEPT_LANGUAGES = 2_048;
    private static final int KEPT_CAMPAIGNS = 4_096;
    private static final int KEPT_PLACES = 65_536;
    private static final int KEPT_VALUES = 16_384;
    private static final int LETTERS = 26;

    private final Agents agents;
    private final BytesCache<String> origins = new BytesCache<>(KEPT_REFERRERS);
    private final BytesCache<String> languages = new BytesCache<>(KEPT_LANGUAGES);
    private final BytesCache<Campaign> campaigns = new BytesCache<>(KEPT_CAMPAIGNS);
    private final BytesCache<Place> places = new BytesCache<>(KEPT_PLACES);
    private final Place[] countries = countries();
    private final @Nullable GeoFile geoFile;
    private final @Nullable String[] byCode = new @Nullable String[Dimension.count()];
    private final @Nullable ClickValues[] keptValues = new @Nullable ClickValues[KEPT_VALUES];

    /** @param geoFile null where places are only known from what proxies say; used by nobody else */
    public Judge(@Nullable GeoFile geoFile, LongSupplier nanoTime) {
        this.geoFile = geoFile;
        this.agents = new Agents(nanoTime);
    }

    private static Place[] countries() {
        Place[] countries = new Place[LETTERS * LETTERS];
        for (int i = 0; i < countries.length; i++) {
            String code = "" + (char) ('A' + i / LETTERS) + (char) ('A' + i % LETTERS);
            countries[i] = code.equals("XX") ? Place.UNKNOWN : new Place(code, null, null);
        }
        return countries;
    }

    /** To be called now and then, between clicks: reads the file of places again where it has changed. */
    public void refresh() {
        if (geoFile != null && geoFile.refresh()) {
            places.clear();
        }
    }

    /** Judges the click whose record the reader is at, which has to be intact. */
    public Judgement judge(ClickReader click) {
        Arrays.fill(byCode, null);
        byte[] bytes = click.bytes();
        Agent agent = agents.of(bytes, click.offset(ClickText.USER_AGENT), click.length(ClickText.USER_AGENT));
        byCode[Dimension.BROWSER.code()] = agent.browser();
        byCode[Dimension.SYSTEM.code()] = agent.system();
        byCode[Dimension.DEVICE.code()] = agent.device();
        Kind kind = judgePurpose(click.purpose(), agent);
        judgeReferrer(click, bytes);
        judgeLanguages(click, bytes);
        judgeQuery(click, bytes);
        judgePlace(click, bytes);
        return new Judgement(kind, values());
    }

    /** The same object for the same values, as a rule: most clicks share theirs with others. */
    private ClickValues values() {
        int hash = 0;
        for (String value : byCode) {
            hash = 31 * hash + (value == null ? 0 : value.hashCode());
        }
        int slot = (hash ^ hash >>> 16) & KEPT_VALUES - 1;
        ClickValues kept = keptValues[slot];
        if (kept == null || !kept.areOf(byCode)) {
            kept = ClickValues.of(byCode);
            keptValues[slot] = kept;
        }
        return kept;
    }

    private Kind judgePurpose(Purpose purpose, Agent agent) {
        String program = agent.program();
        return switch (purpose) {
            case VISIT -> automation(program == null ? Kind.HUMAN : Kind.BOT, program);
            case PROBE -> program == null ? automation(Kind.PRELOAD, "head") : automation(Kind.BOT, program);
            case PREFETCH -> automation(Kind.PRELOAD, "prefetch");
            case PRERENDER -> automation(Kind.PRELOAD, "prerender");
        };
    }

    private Kind automation(Kind kind, @Nullable String reason) {
        byCode[Dimension.AUTOMATION.code()] = reason;
        return kind;
    }

    private void judgeReferrer(ClickReader click, byte[] bytes) {
        int length = click.length(ClickText.REFERRER);
        if (length <= 0) {
            return;
        }
        int offset = click.offset(ClickText.REFERRER);
        String origin = origins.find(bytes, offset, length);
        if (origin == null) {
            origin = Origins.of(StrangersText.of(bytes, offset, length));
            origins.put(bytes, offset, length, origin);
        }
        if (!origin.isEmpty()) {
            byCode[Dimension.REFERRER.code()] = origin;
        }
    }

    private void judgeLanguages(ClickReader click, byte[] bytes) {
        int length = click.length(ClickText.LANGUAGES);
        if (length <= 0) {
            return;
        }
        int offset = click.offset(ClickText.LANGUAGES);
        String language = languages.find(bytes, offset, length);
        if (language == null) {
            language = Languages.first(StrangersText.of(bytes, offset, length));
            languages.put(bytes, offset, length, language);
        }
        if (!language.isEmpty()) {
            byCode[Dimension.LANGUAGE.code()] = language;
        }
    }

    private void judgeQuery(ClickReader click, byte[] bytes) {
        int length = click.length(ClickText.QUERY);
        int offset = click.offset(ClickText.QUERY);
        if (length <= 0) {
            return;
        }
        if (ScanMark.isIn(bytes, offset, length)) {
            byCode[Dimension.SOURCE.code()] = ScanMark.SOURCE;
        }
        if (!Campaign.mayBeIn(bytes, offset, length)) {
            return;
        }
        Campaign campaign = campaigns.find(bytes, offset, length);
        if (campaign == null) {
            campaign = Campaign.in(bytes, offset, length);
            campaigns.put(bytes, offset, length, campaign);
        }
        campaign.addTo(byCode);
    }

    private void judgePlace(ClickReader click, byte[] bytes) {
        Place said = countrySaid(click, bytes);
        Place place = placeOfNetwork(click, bytes);
        if (said.country() != null && !said.country().equals(place.country())) {
            place = said;
        }
        byCode[Dimension.COUNTRY.code()] = place.country();
        byCode[Dimension.REGION.code()] = place.region();
        byCode[Dimension.CITY.code()] = place.city();
    }

    /** The country that a proxy found out; two letters, but not those that stand for none. */
    private Place countrySaid(ClickReader click, byte[] bytes) {
        if (click.length(ClickText.COUNTRY) != 2) {
            return Place.UNKNOWN;
        }
        int offset = click.offset(ClickText.COUNTRY);
        int first = (bytes[offset] | 0x20) - 'a';
        int second = (bytes[offset + 1] | 0x20) - 'a';
        boolean areLetters = first >= 0 && first < LETTERS && second >= 0 && second < LETTERS;
        return areLetters ? countries[first * LETTERS + second] : Place.UNKNOWN;
    }

    private Place placeOfNetwork(ClickReader click, byte[] bytes) {
        int length = click.networkLength();
        if (geoFile == null || (length != 3 && length != 6)) {
            return Place.UNKNOWN;
        }
        int offset = click.networkOffset();
        Place place = places.find(bytes, offset, length);
        if (place == null) {
            place = geoFile.placeOf(Arrays.copyOfRange(bytes, offset, offset + length));
            places.put(bytes, offset, length, place);
        }
        return place;
    }
}
