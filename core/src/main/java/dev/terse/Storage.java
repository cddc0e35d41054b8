package dev.terse;

import dev.terse.change.Changes;
import dev.terse.click.ClickInbox;
import dev.terse.click.VisitorKeys;
import dev.terse.code.CodeBlocks;
import dev.terse.key.ApiKeys;
import dev.terse.link.LinkStore;
import dev.terse.link.ServedLinks;
import dev.terse.stats.Stats;
import dev.terse.store.Installation;
import dev.terse.store.Retention;
import dev.terse.store.StorageUnavailable;
import dev.terse.store.StoreStatus;
import dev.terse.task.Tasks;

/**
 * One installation's data, handed out as small stores by use. All are safe for use by many threads; any of their methods
 * may throw {@link StorageUnavailable}. Who opened a storage closes it, after everything that uses it.
 */
public interface Storage extends AutoCloseable {
    Installation installation();

    LinkStore links();

    ServedLinks servedLinks();

    CodeBlocks codeBlocks();

    ApiKeys apiKeys();

    Changes changes();

    ClickInbox clickInbox();

    Stats stats();

    VisitorKeys visitorKeys();

    Retention retention();

    Tasks tasks();

    /** Asks the engine, so an answer means that it is up. */
    StoreStatus status();

    @Override
    void close();
}
