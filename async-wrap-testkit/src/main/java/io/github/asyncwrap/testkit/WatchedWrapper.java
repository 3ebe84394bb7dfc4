package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A wrapper that {@link LeakCheck} has made, and the threads that are its own. */
final class WatchedWrapper {
    final AsyncWrapper wrapper;
    private final String name;
    private final Pattern threadName;
    private final Set<Thread> before = Set.copyOf(alive());

    WatchedWrapper(String name, AsyncWrapper wrapper) {
        this.name = name;
        this.wrapper = wrapper;
        this.threadName = Pattern.compile(Pattern.quote(name) + "-\\d+");
    }

    private static Collection<Thread> alive() {
        return Thread.getAllStackTraces().keySet();
    }

    /** Adds what its figures say is left. */
    void checkFigures(List<String> leaks) {
        AsyncStats stats = wrapper.stats();
        if (stats.running() + stats.pending() + stats.inPlace() != 0) {
            leaks.add(name + " - not at rest: running=" + stats.running() + ", pending=" + stats.pending()
                    + ", detached=" + stats.detached() + ", inPlace=" + stats.inPlace());
        }
    }

    /** After it was closed: its threads end, or are added. */
    void checkThreads(List<String> leaks, long deadline) throws InterruptedException {
        List<Thread> own = new ArrayList<>();
        for (Thread thread : alive()) {
            if (threadName.matcher(thread.getName()).matches() && !before.contains(thread)) {
                own.add(thread);
            }
        }
        for (Thread thread : own) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            if (thread.isAlive()) {
                leaks.add(name + " - the thread " + thread.getName() + " is left after close" + Origins.of(thread));
            }
        }
    }
}
