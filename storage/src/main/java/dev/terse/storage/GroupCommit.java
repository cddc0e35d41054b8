package dev.terse.storage;

import dev.terse.link.Creation;
import dev.terse.link.LinkDraft;
import dev.terse.store.StorageUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Commits drafts together that arrive together. What makes a commit slow is the disk, and it costs the same for one row
 * and for a thousand; so while one group is being committed, the next one gathers, and nobody waits for a timer.
 *
 * <p>A group holds only inserts that can't fail one another. Where the database refuses one all the same, the group is
 * undone and its drafts are committed one by one, so that the error stays with the draft that it belongs to.
 */
final class GroupCommit implements AutoCloseable {
    /** Drafts in a group, as long as the last call in it has no more of them. */
    private static final int GROUP = 1_000;

    /** Drafts that may wait; more than this is no burst but overload. */
    private static final int WAITING = 20_000;

    private final Function<List<LinkDraft>, List<Creation>> transaction;
    private final Duration timeLimit;
    private final List<Thread> committers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Call> calls = new ArrayDeque<>();
    private int waiting;
    private boolean closed;

    /**
     * @param transaction commits some drafts and returns their outcomes in order, or throws and has committed none
     * @param committers how many groups are committed at the same time
     */
    GroupCommit(Function<List<LinkDraft>, List<Creation>> transaction, int committers, Duration timeLimit) {
        this.transaction = transaction;
        this.timeLimit = timeLimit;
        this.committers = Stream.generate(
                        () -> Thread.ofVirtual().name("terse-create").unstarted(this::work))
                .limit(committers)
                .toList();
        this.committers.forEach(Thread::start);
    }

    /** The outcomes of the drafts, in their order; throws the failure of one of them where there is any. */
    List<Creation> commit(List<LinkDraft> drafts) {
        if (drafts.isEmpty()) {
            return List.of();
        }
        Call call = new Call(drafts);
        enqueue(call);
        try {
            return call.outcomes.get(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failures.translatedCause(e);
        } catch (TimeoutException e) {
            call.abandoned = true;
            throw new StorageUnavailable("the store is too slow", e);
        } catch (InterruptedException e) {
            call.abandoned = true;
            Thread.currentThread().interrupt();
            throw new StorageUnavailable("interrupted while waiting for the store", e);
        }
    }

    private void enqueue(Call call) {
        lock.lock();
        try {
            if (closed) {
                throw new StorageUnavailable("the store is closed");
            }
            if (waiting > 0 && waiting + call.drafts.size() > WAITING) {
                throw new StorageUnavailable("too much waits for the store");
            }
            waiting += call.drafts.size();
            calls.addLast(call);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Call> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
            commitGroup(group);
        }
    }

    /** What waits, at most a group of it; nothing once this is closed and all is done. */
    private List<Call> nextGroup() {
        List<Call> group = new ArrayList<>();
        lock.lock();
        try {
            while (group.isEmpty() && !(calls.isEmpty() && closed)) {
                if (calls.isEmpty()) {
                    arrived.awaitUninterruptibly();
                }
                gather(group);
            }
        } finally {
            lock.unlock();
        }
        return group;
    }

    private void gather(List<Call> group) {
        int size = 0;
        while (!calls.isEmpty() && size < GROUP) {
            Call call = calls.removeFirst();
            waiting -= call.drafts.size();
            if (!call.abandoned) {
                group.add(call);
                size += call.drafts.size();
            }
        }
    }

    private void commitGroup(List<Call> group) {
        List<LinkDraft> drafts = group.size() == 1
                ? group.getFirst().drafts
                : group.stream().flatMap(call -> call.drafts.stream()).toList();
        try {
            List<Creation> outcomes = transaction.apply(drafts);
            int from = 0;
            for (Call call : group) {
                int to = from + call.drafts.size();
                call.outcomes.complete(List.copyOf(outcomes.subList(from, to)));
                from = to;
            }
        } catch (Throwable failure) {
            if (drafts.size() > 1 && Failures.isOfOneRequest(failure)) {
                group.forEach(this::commitOneByOne);
            } else {
                group.forEach(call -> call.outcomes.completeExceptionally(failure));
            }
        }
    }

    /** Commits all drafts of a call that can be; where one can't, the call fails for its caller. */
    private void commitOneByOne(Call call) {
        List<Creation> outcomes = new ArrayList<>(call.drafts.size());
        Throwable failed = null;
        for (LinkDraft draft : call.drafts) {
            if (call.abandoned) {
                break;
            }
            try {
                outcomes.addAll(transaction.apply(List.of(draft)));
            } catch (Throwable failure) {
                failed = failure;
                if (!Failures.isOfOneRequest(failure)) {
                    break;
                }
            }
        }
        if (failed == null) {
            call.outcomes.complete(outcomes);
        } else {
            call.outcomes.completeExceptionally(failed);
        }
    }

    /** Drafts that wait for their group. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Commits what waits and takes nothing more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread committer : committers) {
                committer.join(timeLimit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drafts of one caller. */
    private static final class Call {
        final List<LinkDraft> drafts;
        final CompletableFuture<List<Creation>> outcomes = new CompletableFuture<>();
        volatile boolean abandoned;

        Call(List<LinkDraft> drafts) {
            this.drafts = List.copyOf(drafts);
        }
    }
}
