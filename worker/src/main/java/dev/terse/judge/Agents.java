package dev.terse.judge;

import dev.terse.visit.Automation;
import dev.terse.visit.Device;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ua_parser.Parser;

/**
 * Judges User-Agents. Whether a program speaks is told at once; which browser and system a person has takes a full parse,
 * hundreds of expressions tried one after the other.
 *
 * <p>Strangers choose the text, and may choose another one for each click. So what was judged is kept by its bytes, and
 * full parses get a share of the time: where that is used up, browser and system are {@value #OTHER} until there is time
 * again. For one thread.
 */
final class Agents {
    static final String OTHER = "other";

    private static final Logger log = LoggerFactory.getLogger(Agents.class);

    private static final int KEPT = 8_192;
    private static final int LONGEST_FAMILY = 100;
    private static final int SHARE = 4;
    private static final long MOST_SAVED_NANOS = 2_000_000_000L;

    private static final Agent NOBODY = Agent.program(Automation.NO_USER_AGENT);

    private final BytesCache<Agent> known = new BytesCache<>(KEPT);
    private final LongSupplier nanoTime;
    private @Nullable Parser parser;
    private long savedNanos = MOST_SAVED_NANOS;
    private long lastNanos;

    Agents(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** @param length 0 or less where there is none */
    Agent of(byte[] bytes, int offset, int length) {
        if (length <= 0) {
            return NOBODY;
        }
        Agent agent = known.find(bytes, offset, length);
        return agent == null ? judge(bytes, offset, length) : agent;
    }

    private Agent judge(byte[] bytes, int offset, int length) {
        String text = StrangersText.of(bytes, offset, length);
        String program = Automation.nameIn(text).orElse(null);
        Agent agent;
        if (program != null) {
            agent = Agent.program(program);
        } else if (hasTime()) {
            agent = parse(text);
        } else {
            return new Agent(null, OTHER, OTHER, Device.of(text).text());
        }
        known.put(bytes, offset, length, agent);
        return agent;
    }

    private boolean hasTime() {
        long now = nanoTime.getAsLong();
        savedNanos = Math.min(MOST_SAVED_NANOS, savedNanos + (now - lastNanos) / SHARE);
        lastNanos = now;
        return savedNanos > 0;
    }

    private Agent parse(String text) {
        Parser full = parser();
        String browser = OTHER;
        String system = OTHER;
        long start = nanoTime.getAsLong();
        try {
            browser = family(full.parseUserAgent(text).family);
            system = family(full.parseOS(text).family);
        } catch (RuntimeException | StackOverflowError failure) {
            log.debug("A User-Agent could not be parsed.", failure);
        }
        savedNanos -= nanoTime.getAsLong() - start;
        return new Agent(null, browser, system, Device.of(text).text());
    }

    /** The parser, read when it is first needed: that takes longer than a start should. */
    private Parser parser() {
        Parser ready = parser;
        if (ready == null) {
            ready = new Parser();
            parser = ready;
        }
        return ready;
    }

    /** A family's name, which may have been taken from the text. */
    private static String family(@Nullable String family) {
        String name = family == null ? "" : StrangersText.cut(family.strip(), LONGEST_FAMILY);
        return name.isEmpty() || name.equals("Other") ? OTHER : name;
    }
}
