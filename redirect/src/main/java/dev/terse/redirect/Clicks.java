package dev.terse.redirect;

import dev.terse.click.VisitorHash;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How one event loop records clicks.
 *
 * @param journal where they go
 * @param visitors the hash of the visitors of a day, by the millisecond of a click in it, null where its key is not known;
 *     asked at each click, so it has to be quick
 * @param countryHeader a header in which trusted proxies say what country a visitor is in, such as {@code CF-IPCountry};
 *     null for none
 */
public record Clicks(
        ClickSink journal,
        LongFunction<@Nullable VisitorHash> visitors,
        @Nullable String countryHeader) {}
