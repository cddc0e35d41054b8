package dev.terse.storage;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway's log, a level lower: what it tells of its edition and of each step matters to nobody who runs a service. */
final class QuietFlywayLog implements Log {
    private final Logger log;

    private QuietFlywayLog(Logger log) {
        this.log = log;
    }

    /** Made by Flyway, by its name. */
    public static final class Creator implements LogCreator {
        @Override
        public Log createLogger(Class<?> type) {
            return new QuietFlywayLog(LoggerFactory.getLogger(type));
        }
    }

    @Override
    public void debug(String message) {
        log.trace(message);
    }

    @Override
    public void info(String message) {
        log.debug(message);
    }

    @Override
    public void warn(String message) {
        log.warn(message);
    }

    @Override
    public void error(String message) {
        log.error(message);
    }

    @Override
    public void error(String message, Exception failure) {
        log.error(message, failure);
    }

    @Override
    public void notice(String message) {
        log.debug(message);
    }
}
