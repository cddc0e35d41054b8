package dev.terse.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Something that a worker does again and again. A run may be cut short or repeated at any point, so each piece of it is a
 * transaction of its own that leaves things in order.
 */
interface WorkerTask {
    /** The task's name in the store, for ever: a task that is renamed is another one. */
    String name();

    /** The pause from the end of a run that succeeded to the next. */
    Duration interval();

    /**
     * Does what there is to do. Whatever it throws is a failure of the run.
     *
     * @param mayGoOn asked before each piece; false once the worker stops, or once another may take the task over
     */
    void run(BooleanSupplier mayGoOn);
}
