package dev.terse.app;

import dev.terse.storage.StoreUrl;
import dev.terse.store.Secret;
import dev.terse.web.EventLoops;
import dev.terse.web.Network;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration of a process, valid as it stands. Read by {@link ConfigReader}.
 *
 * @param publicPort 0 for any free one
 * @param baseUrl http or https, a host and perhaps a port; no path, no slash at its end
 * @param store with its password
 * @param firstKey null where one has to be made
 * @param secret null where the store's own is used
 * @param countryHeader null for none
 * @param cacheBytes of memory for links that redirects hold ready
 * @param missesPerSecond that one network may ask for, 0 for no limit
 * @param retentionExpired null for ever
 * @param securityContact for reports of weaknesses, null for none
 * @param effective every key's value as it took hold, secrets masked
 */
record Config(
        Role role,
        String publicHost,
        int publicPort,
        String opsHost,
        int opsPort,
        URI baseUrl,
        StoreUrl store,
        Path dataDir,
        @Nullable String firstKey,
        @Nullable Secret secret,
        boolean allowPrivateTargets,
        List<Network> trustedProxies,
        @Nullable String countryHeader,
        int eventLoops,
        EventLoops.Choice transport,
        long cacheBytes,
        int missesPerSecond,
        int codeBlocks,
        Duration retentionDeleted,
        @Nullable Duration retentionExpired,
        @Nullable URI securityContact,
        Duration stopLimit,
        LogFormat logFormat,
        String logLevel,
        Map<String, String> effective) {

    /** How the log is written. */
    enum LogFormat {
        TEXT,
        JSON
    }
}
