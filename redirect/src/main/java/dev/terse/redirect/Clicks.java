package dev.terse.redirect;

import dev.terse.click.VisitorHash;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the redirect service records clicks.
 *
 * @param journals asked once on each event loop, for the end that it writes to
 * @param visitors the hash of this day's visitors, null where its key is not known; asked at each click
 * @param countryHeader a header in which trusted proxies say what country a visitor is in, such as {@code CF-IPCountry};
 *     null for none
 */
public record Clicks(
        Supplier<? extends ClickSink> journals,
        Supplier<@Nullable VisitorHash> visitors,
        @Nullable String countryHeader) {}
