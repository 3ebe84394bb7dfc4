package io.github.asyncwrap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue between a blocking writer, which is the body of one call, and a subscriber, which is called on the
 * view's delivery, one signal after another.
 *
 * <p>Everything is decided under one lock, a leaf: nothing of the user's, the carrier's or a future's is called under it.
 *
 * <ul>
 *   <li>{@code delivering} says that a task of the delivery is on its way or under way. It is set by whoever brings about
 *       a signal, and cleared by that task when it finds no signal, both under the lock. So there is one such task at a
 *       time, and whoever comes later either sees it or is seen.
 *   <li>{@code over} is set once, with the {@code failure} that goes with it: by the outcome of the call, or by a bad
 *       request. The last signal comes when what was written before has been delivered.
 *   <li>{@code subscriber} is null from the last signal on, or from {@link #cancel} on: then there is nobody to be told
 *       anything, and nobody is kept.
 * </ul>
 */
final class SourceSubscription<T> implements Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    /** So many signals in a row; then others that wait for the same threads have their turn. */
    private static final int TURN = 64;

    final String name;
    private final Window<? super T> window;
    private final BridgeLock lock;
    private final BooleanSupplier writable = this::isWritable;
    private final BridgeCall<@Nullable Void> writing;
    private final Executor delivery;

    // Guarded by the lock.
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long buffered;
    private long demand;
    private long delivered;
    private boolean greeted;
    private boolean delivering;
    private boolean over;
    private @Nullable Throwable failure;
    private boolean writerReturned;
    /** Why an item was not taken: what comes after it must not look as if nothing were missing. */
    private @Nullable Throwable missing;

    /** What the writer is, behind its face. */
    interface Writer<T> {
        void writeTo(SourceSubscription<T> subscription) throws Exception;
    }

    SourceSubscription(View view, Window<? super T> window, Writer<T> writer, Flow.Subscriber<? super T> subscriber) {
        this.name = view.queue().name;
        this.window = window;
        this.subscriber = subscriber;
        this.lock = new BridgeLock(name, view.door.carrier);
        this.writing = new BridgeCall<>(view, () -> write(writer));
        this.delivery = writing.call.ownSetting().forAsync();
    }

    /** Says to the subscriber that it is one, and submits the writer. */
    void start() {
        writing.call.whenDone((nothing, failed) -> callDone(failed));
        boolean wanted;
        lock.lock();
        try {
            wanted = wantsDelivery();
        } finally {
            lock.unlock();
        }
        deliverIf(wanted);
        try {
            writing.submit();
        } catch (IllegalStateException guarded) {
            // A guarded thread, see LoopGuard. The call has been refused, so the subscriber is told; subscribe must not
            // throw.
            if (!writing.call.isDone()) {
                throw guarded;
            }
        }
    }

    // The writer's end.

    /** The body of the call. */
    private @Nullable Void write(Writer<T> writer) throws Exception {
        Throwable lost;
        try {
            writer.writeTo(this);
        } finally {
            lock.lock();
            try {
                writerReturned = true;
                lost = missing;
            } finally {
                lock.unlock();
            }
        }
        if (lost != null) {
            throw new IOException(
                    name + " - the writer returned as if nothing were missing, but a write had failed", lost);
        }
        return null;
    }

    /**
     * Hands an item over; blocks while there is no room.
     *
     * @throws InterruptedIOException if nobody is to get it any more, or this thread is interrupted while it waits
     * @throws IOException if the writer has returned
     */
    void put(T item) throws IOException {
        boolean wanted;
        try {
            lock.lockWhen(
                    writable,
                    "a write to a source",
                    "write on the thread that the writer was called on, or on another that may block");
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw missing(Sink.interrupted(name + " - interrupted while waiting for demand", interrupt));
        } catch (Throwable guarded) {
            missing(guarded);
            throw guarded;
        }
        try {
            requireWanted();
            int weight = window.weigh(item);
            if (weight > 0) {
                items.add(item);
                buffered += weight;
            }
            wanted = wantsDelivery();
        } finally {
            lock.unlock();
        }
        deliverIf(wanted);
    }

    /** Under the lock: also true where waiting is of no use. */
    private boolean isWritable() {
        return buffered < window.size() || over || subscriber == null || writerReturned;
    }

    /** Under the lock. */
    private void requireWanted() throws IOException {
        if (writerReturned) {
            throw new IOException(name + " - the writer has returned, its end is closed");
        } else if (over) {
            throw Sink.interrupted(name + " - the call has ended: " + failure, failure);
        } else if (subscriber == null) {
            throw new InterruptedIOException(name + " - the subscriber has cancelled");
        } else if (missing != null) {
            throw new IOException(name + " - a former write failed: " + missing, missing);
        }
    }

    private <X extends Throwable> X missing(X why) {
        lock.lock();
        try {
            missing = missing == null ? why : missing;
        } finally {
            lock.unlock();
        }
        return why;
    }

    /** The call has an outcome, by the writer or by somebody else. */
    private void callDone(@Nullable Throwable failed) {
        boolean wanted;
        lock.lock();
        try {
            if (!over) {
                over = true;
                failure = failed;
                if (failed instanceof CallCancelledException) {
                    clear();
                }
            }
            lock.changed();
            wanted = wantsDelivery();
        } finally {
            lock.unlock();
        }
        deliverIf(wanted);
    }

    // The subscriber's end.

    @Override
    public void request(long n) {
        boolean wanted;
        lock.lock();
        try {
            if (subscriber == null) {
                return;
            }
            if (n > 0) {
                demand = Math.max(demand, demand + n < 0 ? Long.MAX_VALUE : demand + n);
            } else {
                over = true;
                failure = new IllegalArgumentException(
                        name + " - request(" + n + "): the number must be positive (rule 3.9 of Reactive Streams)");
                clear();
            }
            wanted = wantsDelivery();
        } finally {
            lock.unlock();
        }
        deliverIf(wanted);
        if (n <= 0) {
            boolean unused = writing.call.cancel(true);
        }
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            if (subscriber == null) {
                return;
            }
            subscriber = null;
            clear();
        } finally {
            lock.unlock();
        }
        boolean unused = writing.call.cancel(true);
    }

    /** Under the lock: nobody will get what is here; a writer that waits for room need not. */
    private void clear() {
        items.clear();
        buffered = 0;
        lock.changed();
    }

    /** Under the lock: whether a task of the delivery is wanted that is not there. */
    private boolean wantsDelivery() {
        boolean signal = !greeted || (items.isEmpty() ? over : demand > 0);
        if (delivering || subscriber == null || !signal) {
            return false;
        }
        delivering = true;
        return true;
    }

    /** With no lock held. */
    private void deliverIf(boolean wanted) {
        if (wanted) {
            delivery.execute(this::deliver);
        }
    }

    /** A task of the delivery. */
    private void deliver() {
        for (int turn = 0; turn < TURN; turn++) {
            Runnable signal = nextSignal();
            if (signal == null) {
                return;
            }
            // What the subscriber sets off is done before the next signal, as if each of them were a task.
            Trampoline.runThrough(signal);
            Trampoline here = Trampoline.current();
            if (here != null) {
                here.clearFlag();
            }
        }
        delivery.execute(this::deliver);
    }

    private @Nullable Runnable nextSignal() {
        lock.lock();
        try {
            Flow.Subscriber<? super T> to = subscriber;
            if (to != null && !greeted) {
                greeted = true;
                return () -> signal(to, "onSubscribe", () -> to.onSubscribe(this));
            } else if (to != null && !items.isEmpty() && demand > 0) {
                T item = items.remove();
                buffered -= window.weigh(item);
                demand--;
                delivered++;
                lock.changed();
                return () -> signal(to, "onNext", () -> to.onNext(item));
            } else if (to != null && items.isEmpty() && over) {
                subscriber = null;
                Throwable why = failure;
                return why == null
                        ? () -> signal(to, "onComplete", to::onComplete)
                        : () -> signal(to, "onError", () -> to.onError(why));
            }
            delivering = false;
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void signal(Flow.Subscriber<? super T> to, String what, Runnable signal) {
        try {
            signal.run();
        } catch (Throwable thrown) {
            LOG.error(
                    "{} - the subscriber {} threw from {}, which rule 2.13 of Reactive Streams forbids: its "
                            + "subscription is cancelled. Catch the exception in the subscriber.",
                    name,
                    to,
                    what,
                    thrown);
            cancel();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "source " + name + " (delivered=" + delivered + ", waiting=" + buffered + "/" + window.size() + " "
                    + window.unit() + ", demand=" + demand
                    + (writerReturned ? ", writer returned" : "")
                    + (subscriber == null ? ", subscriber gone" : "") + ")";
        } finally {
            lock.unlock();
        }
    }
}
