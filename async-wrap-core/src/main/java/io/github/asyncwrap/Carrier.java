package io.github.asyncwrap;

/** Where the bodies of a wrapper get a thread from. */
interface Carrier {

    /**
     * Runs a task on some other thread, once. Whatever this throws means that the task was not taken.
     *
     * @param task a runner of the door, or its delivery
     */
    void execute(Runnable task);

    /** Whether the threads are ours alone, so that an interrupt flag found on one of them has no owner. */
    boolean ownsThreads();

    /** No further task will come; threads end when they are idle. */
    void close();
}
