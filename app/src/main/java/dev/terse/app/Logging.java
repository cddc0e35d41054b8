package dev.terse.app;

/**
 * Hands the log settings to Logback, whose configuration file reads them as system properties. Has to be called before
 * anything logs.
 */
final class Logging {
    private Logging() {}

    static void configure(Config config) {
        System.setProperty("terse.log.format", config.logFormat().name());
        System.setProperty("terse.log.level", config.logLevel());
    }
}
