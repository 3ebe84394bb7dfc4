package io.github.asyncwrap;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
    private final AtomicInteger paused = new AtomicInteger();
    /** Publications under way, whose callbacks will be handed over. */
    private final AtomicInteger arriving = new AtomicInteger();

    /** The workers that have been asked of the carrier and have not got their thread yet. */
    private final Queue<Worker> offered = new ConcurrentLinkedQueue<>();

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

    /** Publishes an outcome, and takes what callbacks come of it. */
    void publish(Runnable publication) {
        arriving.incrementAndGet();
        try {
            Trampoline.runAndHandTo(this, publication);
        } finally {
            arriving.decrementAndGet();
            door.progressed();
        }
    }

    /**
     * Whether nothing waits, and nothing comes, and no thread delivers.
     *
     * @param deliveries but so many, which are not waited for
     * @param publications but so many, either
     */
    boolean isIdle(int deliveries, int publications) {
        return arriving.get() <= publications && workers.get() + paused.get() <= deliveries && queue.isEmpty();
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

    /** A worker is about to wait: another one may take its place. */
    void pause() {
        paused.incrementAndGet();
        workers.decrementAndGet();
        if (!queue.isEmpty() && tryEnter()) {
            start();
        }
    }

    /** A worker goes on, even if that makes one too many for a while. */
    void resume() {
        workers.incrementAndGet();
        paused.decrementAndGet();
    }

    /** Whether a worker has been asked of the carrier and has not got its thread yet. */
    boolean awaitsThread() {
        return !offered.isEmpty();
    }

    /** No thread will come for the workers that wait for one: spare threads of the library do their work. */
    void rescue() {
        for (Worker worker; (worker = offered.poll()) != null; ) {
            if (worker.claim()) {
                door.carrier.hand(worker::work);
            }
        }
    }

    private void start() {
        Worker worker = new Worker();
        offered.add(worker);
        Throwable refusal = null;
        worker.starter = Thread.currentThread();
        try {
            door.carrier.execute(worker);
        } catch (Throwable refused) {
            refusal = refused;
        }
        worker.starter = null;
        if (refusal != null || worker.ranInside) {
            if (refusalLogged.compareAndSet(false, true)) {
                LOG.warn(
                        "{} - the carrier gave no thread for callbacks: they run on a spare thread of the library "
                                + "instead (said once). Give the wrapper an executor with room for its callbacks beside "
                                + "its bodies, or close the wrapper before its executor.",
                        door.name,
                        refusal);
            }
            if (worker.claim()) {
                door.carrier.hand(worker::work);
            }
        }
    }

    /** One task for the carrier, which may take it and throw, run it twice, or run it on the asking thread: it works once. */
    private final class Worker implements Runnable {
        private final AtomicBoolean claimed = new AtomicBoolean();

        // Of the thread that asks the carrier; any other may read an old value, but never itself.
        private @Nullable Thread starter;
        private boolean ranInside;

        boolean claim() {
            boolean first = claimed.compareAndSet(false, true);
            if (first) {
                offered.remove(this);
            }
            return first;
        }

        @Override
        public void run() {
            if (starter == Thread.currentThread()) {
                ranInside = true; // that thread has other things to do than callbacks
            } else if (claim()) {
                work();
            }
        }

        void work() {
            Trampoline here = Trampoline.installOnOurThread(null);
            here.delivery = Delivery.this;
            try {
                leave(here);
            } finally {
                here.uninstall();
                if (here.isFlagLeft() && !door.carrier.ownsThreads()) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
