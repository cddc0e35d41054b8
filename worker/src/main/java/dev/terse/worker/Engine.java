package dev.terse.worker;

import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;
import java.time.Duration;

/** The database that the tasks are scheduled in: how workers agree there on who runs what. */
public enum Engine {
    /** Due tasks are read, then taken one by one; who comes second goes without. */
    SQLITE(Duration.ofMillis(25)) {
        @Override
        SchedulerBuilder applyTo(SchedulerBuilder builder) {
            return builder.jdbcCustomization(new SqliteJdbcCustomization()).pollUsingFetch(0.5, 1.0);
        }
    },

    /** Due tasks are taken as they are read, passing over those that another worker takes at the moment. */
    POSTGRESQL(Duration.ofMillis(250)) {
        @Override
        SchedulerBuilder applyTo(SchedulerBuilder builder) {
            // Never more than there are threads: a task that was taken and waits in a queue has no heartbeat.
            return builder.jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                    .pollUsingLockAndFetch(0.5, 1.0);
        }
    };

    private final Duration clickTransaction;

    Engine(Duration clickTransaction) {
        this.clickTransaction = clickTransaction;
    }

    /** How long the store should take for a group of clicks: others write as well, where there is one writer at a time. */
    Duration clickTransaction() {
        return clickTransaction;
    }

    abstract SchedulerBuilder applyTo(SchedulerBuilder builder);
}
