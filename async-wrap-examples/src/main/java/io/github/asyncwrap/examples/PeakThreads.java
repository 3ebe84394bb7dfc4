package io.github.asyncwrap.examples;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The greatest number of threads that this JVM had at a time, its own ones included, since the measuring began. */
final class PeakThreads {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private PeakThreads() {
        threads.resetPeakThreadCount();
    }

    /** Begins anew. There is one such measurement in a JVM at a time. */
    static PeakThreads begin() {
        return new PeakThreads();
    }

    int count() {
        return threads.getPeakThreadCount();
    }
}
