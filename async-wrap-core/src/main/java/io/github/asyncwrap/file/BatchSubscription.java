package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches, one call after another, and gives a subscriber their elements one by one. Between two calls it holds
 * neither a slot nor a thread; two batches at most wait for the subscriber.
 *
 * <p>Everything is decided under one lock, a leaf: nothing of the user's or the wrapper's is called under it.
 *
 * <ul>
 *   <li>{@code scheduled} says that a {@link #run} is on its way or under way. It is set by whoever sees that there is a
 *       step to make, and cleared by the run that sees none, both under the lock. So the steps are serial.
 *   <li>{@code reading} says that there is a call, or somebody who waits for room for one; it is cleared when the body is
 *       off its thread or will never be on one. So one body at a time is in the source, and whoever finds it false may
 *       close the source.
 *   <li>{@code over} is set once: nothing more will be read. The end is told when what is here has been delivered.
 *   <li>{@code subscriber} is null from the last signal on, or from {@link #cancel} on.
 * </ul>
 *
 * <p>The source is closed by the body that finds its end or fails, before the subscriber is told; otherwise by a call of
 * its own.
 */
final class BatchSubscription<T> implements Flow.Subscription, Runnable, PatientCall.Listener<@Nullable List<T>> {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncFiles.class);

    /** So many elements, and then others have their turn on that thread. */
    private static final int ELEMENTS_AT_ONCE = 1_024;

    private static final int BATCHES_AHEAD = 2;

    private final String name;
    private final Calls calls;
    private final Calls closing;
    private final Callable<? extends Batches<T>> opening;
    private final AsyncFuture<Void> delivery;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();

    /** Of the body, and of who has seen that there is none. */
    private volatile @Nullable Batches<T> source;

    /** What is here must not be delivered any more; written under the lock. */
    private volatile boolean halted;

    /** How many elements the step under way has taken; of the run. */
    private int taken;

    // Guarded by the lock.
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private final ArrayDeque<List<T>> ahead = new ArrayDeque<>();
    /** So many of the first batch have been taken. */
    private int position;

    private long demand;
    private boolean greeted;
    private boolean scheduled;
    private boolean opened;
    private boolean started;
    private boolean reading;
    private @Nullable PatientCall<?> inFlight;
    private boolean over;
    private @Nullable Throwable failure;

    BatchSubscription(
            String name,
            Calls calls,
            Calls closing,
            Callable<? extends Batches<T>> opening,
            Flow.Subscriber<? super T> subscriber) {
        this.name = name;
        this.calls = calls;
        this.closing = closing;
        this.opening = opening;
        this.subscriber = subscriber;
        this.delivery = calls.delivery();
        this.executor = calls.deliveryInContext();
    }

    // What the subscriber calls.

    @Override
    public void request(long count) {
        lock.lock();
        try {
            if (subscriber == null) {
                return;
            } else if (count > 0) {
                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
                started = true;
            } else if (!over || !ahead.isEmpty()) {
                failure = new IllegalArgumentException(
                        name + " - request(" + count + "): the number must be positive (rule 3.9 of Reactive Streams)");
                halt();
            }
        } finally {
            lock.unlock();
        }
        if (count <= 0) {
            stopReading();
        }
        look();
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            subscriber = null;
            halt();
        } finally {
            lock.unlock();
        }
        stopReading();
    }

    /** Under the lock. */
    private void halt() {
        halted = true;
        over = true;
        ahead.clear();
    }

    /** With no lock held, after the halt. */
    private void stopReading() {
        PatientCall<?> stopped;
        lock.lock();
        try {
            stopped = inFlight;
        } finally {
            lock.unlock();
        }
        if (stopped != null) {
            stopped.cancel();
        }
        closeIfIdle();
    }

    // The steps.

    /** Has the next step made, if there is one. */
    void look() {
        lock.lock();
        try {
            if (scheduled || !hasStep()) {
                return;
            }
            scheduled = true;
        } finally {
            lock.unlock();
        }
        executor.execute(this);
    }

    /** Under the lock. */
    private boolean hasStep() {
        return subscriber != null && (!greeted || wantsToRead() || (demand > 0 && !ahead.isEmpty()) || isAtEnd());
    }

    private boolean wantsToRead() {
        return !over && !reading && (!opened || (started && ahead.size() < BATCHES_AHEAD));
    }

    private boolean isAtEnd() {
        return over && ahead.isEmpty();
    }

    @Override
    public void run() {
        for (int left = ELEMENTS_AT_ONCE; left > 0; left -= taken) {
            Runnable step = null;
            lock.lock();
            try {
                Flow.Subscriber<? super T> to = subscriber;
                if (to != null && hasStep()) {
                    taken = 1;
                    step = take(to, left);
                }
                if (step == null) {
                    scheduled = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            step.run();
        }
        executor.execute(this);
    }

    /** Under the lock: takes the step that there is. */
    private Runnable take(Flow.Subscriber<? super T> to, int most) {
        if (!greeted) {
            greeted = true;
            return () -> tell(to, "onSubscribe", () -> to.onSubscribe(this));
        } else if (wantsToRead()) { // before the delivery: then the two go on side by side
            reading = true;
            return this::read;
        } else if (isAtEnd()) {
            subscriber = null;
            Throwable why = failure;
            return why == null
                    ? () -> tell(to, "onComplete", to::onComplete)
                    : () -> tell(to, "onError", () -> to.onError(why));
        }
        List<T> batch = ahead.getFirst();
        int from = position;
        int until = from + (int) Math.min(Math.min(most, demand), batch.size() - from);
        demand -= demand == Long.MAX_VALUE ? 0 : until - from;
        taken = until - from;
        position = until;
        if (until == batch.size()) {
            ahead.removeFirst();
            position = 0;
        }
        return () -> tell(to, "onNext", () -> {
            for (int i = from; i < until && !halted; i++) {
                to.onNext(batch.get(i));
            }
        });
    }

    private void tell(Flow.Subscriber<? super T> to, String what, Runnable signals) {
        try {
            signals.run();
        } catch (Throwable thrown) {
            LOG.error(
                    "{} - {} of the subscriber {} threw: its subscription is cancelled. A subscriber must return "
                            + "normally (Reactive Streams 2.13).",
                    name,
                    what,
                    to,
                    thrown);
            cancel();
        }
    }

    // Reading.

    private void read() {
        PatientCall<@Nullable List<T>> call = new PatientCall<>(calls, executor, this::body, this);
        lock.lock();
        try {
            inFlight = call;
        } finally {
            lock.unlock();
        }
        if (halted) {
            call.cancel();
        }
        call.begin();
    }

    /** Opens the source, or reads from it. */
    private @Nullable List<T> body() throws Exception {
        Batches<T> from = source;
        try {
            if (from == null) {
                source = opening.call();
                return List.of();
            }
            List<T> read = from.next();
            if (read == null) {
                closeInBody(from);
            }
            return read;
        } catch (Throwable failed) {
            if (from != null && source == from) {
                try {
                    closeInBody(from);
                } catch (IOException again) {
                    failed.addSuppressed(again);
                }
            }
            throw failed;
        }
    }

    private void closeInBody(Batches<T> from) throws IOException {
        source = null;
        from.close();
    }

    /** The call has its outcome; its body may still be on its thread. */
    @Override
    public void arrived(@Nullable List<T> batch, @Nullable Throwable failed) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            opened = true;
            if (batch == null) {
                over = true;
                failure = failed;
            } else if (!batch.isEmpty()) {
                ahead.add(batch);
            }
        } finally {
            lock.unlock();
        }
        look();
    }

    /** The body of the call is off its thread, or will never be on one. */
    @Override
    public void gone() {
        lock.lock();
        try {
            reading = false;
            inFlight = null;
        } finally {
            lock.unlock();
        }
        closeIfIdle();
        look();
    }

    private void closeIfIdle() {
        Batches<T> left;
        lock.lock();
        try {
            left = over && !reading ? source : null;
            source = left == null ? source : null;
        } finally {
            lock.unlock();
        }
        if (left != null) {
            AsyncFuture<Void> closed = delivery.newIncompleteFuture();
            AsyncFuture<?> unused = closed.whenComplete((nothing, failed) -> {
                if (failed != null) {
                    LOG.warn("{} - could not be closed after its end: the system may keep it open", name, failed);
                }
            });
            Closing.close(left, closing, executor, closed);
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return name + " (demand=" + demand + ", batches=" + ahead.size() + (reading ? ", reading" : "")
                    + (over ? ", over" : "") + (subscriber == null ? ", subscriber gone" : "") + ")";
        } finally {
            lock.unlock();
        }
    }
}
