package io.github.asyncwrap;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the callbacks of a door on its carrier, beside the slots: first in, first started, on at most as many threads as
 * the door has slots. A callback may be slow without holding up a body, and a thousand slow callbacks do not become a
 * thousand threads.
 *
 * <p>A thread is a worker from the moment it is counted in {@link #workers} until it has found the queue empty <em>and
 * then</em> counted itself out; having counted itself out it looks again, since a task may have come in between from
 * somebody who saw it still counted.
 */
final class Delivery implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private final Door door;
    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger workers = new AtomicInteger();
    private final AtomicBoolean refusalLogged = new AtomicBoolean();

    Delivery(Door door) {
        this.door = door;
    }

    @Override
    public void execute(Runnable callback) {
        queue.add(callback);
        if (tryEnter()) {
            start();
        }
    }

    /** Whether nothing waits and no thread delivers, but for those given. */
    boolean isIdle(int but) {
        return workers.get() <= but && queue.isEmpty();
    }

    /** Makes the calling thread a worker, if there may be one more; it must {@link #leave}. */
    boolean tryEnter() {
        int limit = door.limit();
        for (int counted = workers.get(); counted < limit; counted = workers.get()) {
            if (workers.compareAndSet(counted, counted + 1)) {
                return true;
            }
        }
        return false;
    }

    /** What a worker does last: the queue's work, then it counts itself out. */
    void leave(Trampoline here) {
        do {
            for (Runnable callback; (callback = queue.poll()) != null; ) {
                here.run(callback);
            }
            workers.decrementAndGet();
        } while (!queue.isEmpty() && tryEnter());
        door.progressed();
    }

    private void start() {
        try {
            door.carrier.execute(this::work);
        } catch (Throwable refused) {
            if (refusalLogged.compareAndSet(false, true)) {
                LOG.warn(
                        "{} - the carrier refused a thread for callbacks: they run on the thread that completes the "
                                + "future instead (said once). Give the wrapper an executor that takes its tasks, or "
                                + "close the wrapper before its executor.",
                        door.name,
                        refused);
            }
            work();
        }
    }

    private void work() {
        Trampoline here = Trampoline.install();
        here.delivery = this;
        try {
            leave(here);
        } finally {
            here.uninstall();
        }
    }
}
