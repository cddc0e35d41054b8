package dev.terse.bench;

import dev.terse.Storage;
import dev.terse.click.ClickBatch;
import dev.terse.click.ClickInbox;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An inbox in which nothing seems to wait while it is closed. */
final class GatedInbox implements ClickInbox {
    private final ClickInbox inbox;
    private volatile boolean isOpen;

    GatedInbox(ClickInbox inbox) {
        this.inbox = inbox;
    }

    void open() {
        isOpen = true;
    }

    void close() {
        isOpen = false;
    }

    /** A storage with this inbox in place of its own. */
    Storage in(Storage storage) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (_, method, arguments) ->
                        method.getName().equals("clickInbox") ? this : method.invoke(storage, arguments));
    }

    @Override
    public long position(UUID journal) {
        return inbox.position(journal);
    }

    @Override
    public long append(ClickBatch batch, Instant now) {
        return inbox.append(batch, now);
    }

    @Override
    public List<Waiting> waiting(int maxBytes) {
        return isOpen ? inbox.waiting(maxBytes) : List.of();
    }

    @Override
    public Depth depth() {
        return inbox.depth();
    }
}
