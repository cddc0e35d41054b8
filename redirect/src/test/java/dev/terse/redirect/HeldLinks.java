package dev.terse.redirect;

import dev.terse.code.Code;
import dev.terse.link.ServedLink;
import dev.terse.link.ServedLinks;
import dev.terse.store.StorageUnavailable;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A store that answers each read when the test says so, and what it says. */
final class HeldLinks implements ServedLinks {
    private final BlockingQueue<Read> reads = new LinkedBlockingQueue<>();

    @Override
    public Optional<ServedLink> find(long domain, Code code) {
        Read read = new Read(code, new CompletableFuture<>());
        reads.add(read);
        try {
            return read.answer.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure);
        } catch (InterruptedException | TimeoutException failure) {
            throw new StorageUnavailable("the test has ended", failure);
        }
    }

    /** The oldest read that was begun and not taken yet; waits for one. */
    Read next() throws InterruptedException {
        Read read = reads.poll(10, TimeUnit.SECONDS);
        if (read == null) {
            throw new AssertionError("no read was begun");
        }
        return read;
    }

    int waiting() {
        return reads.size();
    }

    /** A read under way. */
    record Read(Code code, CompletableFuture<Optional<ServedLink>> answer) {
        void answers(ServedLink link) {
            answer.complete(Optional.of(link));
        }

        void findsNothing() {
            answer.complete(Optional.empty());
        }

        void fails() {
            answer.completeExceptionally(new StorageUnavailable("down"));
        }

        void breaks() {
            answer.completeExceptionally(new IllegalStateException("a row that can't be read"));
        }
    }
}
