package io.github.asyncwrap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue between an asynchronous writer and a blocking reader, which is the body of one call.
 *
 * <p>Everything is decided under one lock, a leaf: no future is completed and nothing of the user's is called under it.
 * A reader that visits it takes all that is there, its {@link #batch}, and gets the next items without it. What is in a
 * batch still counts as waiting: the reader {@linkplain #count counts} what it has got when that is half a window, or the
 * last of the batch. A write that waits is woken when half of the window is free: not for each item, but always
 * before the reader waits itself.
 *
 * <ul>
 *   <li>{@code gone} is set once, by whichever comes first of the reader's end and the outcome of its call. From then on
 *       no write is accepted, and setting it takes the waiting write out, so that a write is either refused or woken.
 *   <li>{@code finished} and {@code failure} exclude one another: whichever comes first holds.
 *   <li>Whatever drops items ({@code gone}, {@code failure}) is looked at before {@code finished} is, so a reader that
 *       sees the end of its input has seen all of it. It drops the batch, too: a reader without one looks here.
 * </ul>
 */
class Sink<T, R extends @Nullable Object> implements AsyncSink<T, R>, Intake<T> {
    final String name;
    private final Window<? super T> window;
    private final Setting delivered;
    private final AsyncFuture<Void> room;
    private final BridgeLock lock;
    private final BooleanSupplier readable = this::isReadable;
    private final Call<R> call;

    /** What the reader has taken out and not got yet, null when it will get no more; written under the lock. */
    private volatile @Nullable ArrayDeque<T> batch = new ArrayDeque<>();

    /** Of the reader: the weight of what it has got since it last counted. */
    private long uncounted;

    // Guarded by the lock.
    private ArrayDeque<T> items = new ArrayDeque<>();
    private long buffered;
    private long taken;
    private @Nullable AsyncFuture<Void> waiting;
    private boolean finished;
    private boolean endSeen;
    private @Nullable Throwable failure;
    private @Nullable Throwable gone;
    /** The call has an outcome: nobody is to read any more. */
    private boolean ended;

    /** What the reader is, behind its face. */
    interface Reader<T, R extends @Nullable Object> {
        R read(Intake<T> intake) throws Exception;
    }

    Sink(View view, Window<? super T> window, Reader<T, R> reader) {
        this.name = view.queue().name;
        this.window = window;
        this.lock = new BridgeLock(name, view.door.carrier);
        BridgeCall<R> reading = new BridgeCall<>(view, () -> read(reader));
        this.call = reading.call;
        this.delivered = new Delivered(call.ownSetting());
        this.room = AsyncFuture.completedVoid(delivered);
        call.whenDone((value, failed) -> callDone(failed));
        reading.submit();
    }

    @Override
    public AsyncFuture<Void> write(T item) {
        Objects.requireNonNull(item, "item");
        int weight = window.weigh(item);
        Throwable refusal;
        lock.lock();
        try {
            refusal = refusal();
            if (refusal == null) {
                if (weight > 0) {
                    items.add(item);
                    buffered += weight;
                    lock.changed();
                }
                return nextRoom();
            }
        } finally {
            lock.unlock();
        }
        return AsyncFuture.failed(delivered, refusal);
    }

    /** Completes when there is room; fails if nothing will be accepted any more. */
    final AsyncFuture<Void> whenRoom() {
        Throwable over;
        lock.lock();
        try {
            over = over();
            if (over == null) {
                return nextRoom();
            }
        } finally {
            lock.unlock();
        }
        return AsyncFuture.failed(delivered, over);
    }

    /** Under the lock. Users may have completed the future that waits: then there is another. */
    private AsyncFuture<Void> nextRoom() {
        if (buffered < window.size()) {
            return room;
        }
        AsyncFuture<Void> full = waiting;
        if (full == null || full.isSettled()) {
            full = new AsyncFuture<>(delivered);
            waiting = full;
        }
        return full;
    }

    /** Under the lock: why a write cannot be taken now. */
    private @Nullable Throwable refusal() {
        Throwable over = over();
        if (over == null && buffered >= window.size()) {
            return new IllegalStateException(name + " - write while " + buffered + " " + window.unit()
                    + " of a window of " + window.size() + " wait to be read: wait for the future of the last write");
        }
        return over;
    }

    /** Under the lock: why no write will be taken any more. */
    private @Nullable Throwable over() {
        if (failure != null) { // then it came first, and stays the reason when the reader ends because of it
            return new IOException(name + " - the sink was failed", failure);
        } else if (gone != null) {
            return gone;
        } else if (finished) {
            return new IllegalStateException(name + " - write after finish()");
        }
        return null;
    }

    /** For a writer that blocks: what is behind the failure of a write. */
    final Throwable reasonOf(Throwable failed) {
        lock.lock();
        try {
            return failure != null ? failure : failed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AsyncFuture<R> finish() {
        lock.lock();
        try {
            finished = finished || failure == null;
            lock.changed();
        } finally {
            lock.unlock();
        }
        return call;
    }

    @Override
    public void fail(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        AsyncFuture<Void> woken = null;
        lock.lock();
        try {
            if (!finished && failure == null && gone == null) {
                failure = cause;
                woken = clear();
                lock.changed();
            }
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.completeExceptionally(new IOException(name + " - the sink was failed", cause));
        }
    }

    // The reader's end.

    /** The body of the call. */
    private R read(Reader<T, R> reader) throws Exception {
        try {
            R result = reader.read(this);
            readerGone(null);
            return result;
        } catch (Throwable thrown) {
            readerGone(thrown);
            throw thrown;
        }
    }

    @Override
    public @Nullable T take() throws IOException {
        ArrayDeque<T> own = batch;
        T item = own == null ? null : own.poll();
        if (own == null || item == null) {
            return takeBatch();
        }
        uncounted += window.weigh(item);
        if (isToBeCounted(own)) {
            count();
        }
        return item;
    }

    private boolean isToBeCounted(ArrayDeque<T> left) {
        return left.isEmpty() || uncounted >= window.size() / 2;
    }

    /** Waits for a batch, and takes its first item; null at the end. */
    private @Nullable T takeBatch() throws IOException {
        try {
            lock.lockWhen(
                    readable,
                    "a read from a sink",
                    "read on the thread that the reader was called on, or on another that may block");
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw interrupted(name + " - interrupted while waiting for the writer", interrupt);
        }
        T first;
        AsyncFuture<Void> woken;
        try {
            if (ended) {
                throw interrupted(name + " - the call has ended: " + gone, gone);
            } else if (failure != null) {
                throw new IOException(name + " - the writer failed: " + failure, failure);
            } else if (gone != null) {
                throw new IOException(name + " - the reader has returned, or closed its end", gone);
            }
            ArrayDeque<T> taking = items;
            items = Objects.requireNonNull(batch); // which has been read, and nobody has dropped
            batch = taking;
            first = taking.poll();
            if (first == null) {
                endSeen = true;
                return null;
            }
            uncounted = window.weigh(first);
            woken = isToBeCounted(taking) ? counted() : null;
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            completeVoid(woken);
        }
        return first;
    }

    /** The reader says what it has got; at the end of its batch it takes the next one. */
    private void count() {
        AsyncFuture<Void> woken;
        lock.lock();
        try {
            woken = counted();
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            completeVoid(woken);
        }
    }

    /** Under the lock: the write to be woken, if there is room again. */
    private @Nullable AsyncFuture<Void> counted() {
        ArrayDeque<T> read = batch;
        if (read == null) { // everything has been dropped
            return null;
        }
        if (read.isEmpty()) {
            batch = items;
            items = read;
        }
        taken += uncounted;
        buffered -= uncounted;
        uncounted = 0;
        if (buffered > window.size() / 2) {
            return null;
        }
        AsyncFuture<Void> woken = waiting;
        waiting = null;
        return woken;
    }

    /** Under the lock. */
    private boolean isReadable() {
        return !items.isEmpty() || finished || failure != null || gone != null;
    }

    static InterruptedIOException interrupted(String text, @Nullable Throwable cause) {
        InterruptedIOException thrown = new InterruptedIOException(text);
        if (cause != null) {
            thrown.initCause(cause);
        }
        return thrown;
    }

    @Override
    public int waiting() {
        lock.lock();
        try {
            return (int) Math.min(Integer.MAX_VALUE, Math.max(0, buffered - uncounted));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        readerGone(new IOException(
                name + " - the reader closed its stream after " + (taken + uncounted) + " " + window.unit()));
    }

    @Override
    public String name() {
        return name;
    }

    private void readerGone(@Nullable Throwable thrown) {
        AsyncFuture<Void> woken;
        Throwable reason;
        lock.lock();
        try {
            reason = thrown != null
                    ? thrown
                    : new IOException(name + " - the reader returned "
                            + (endSeen ? "at" : "before") + " the end of its input, after " + (taken + uncounted) + " "
                            + window.unit());
            woken = gone(reason);
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.completeExceptionally(reason);
        }
    }

    /** The outcome is set: by the reader, which has said so before, or by somebody else. */
    private void callDone(@Nullable Throwable failed) {
        AsyncFuture<Void> woken;
        Throwable reason = failed != null
                ? failed
                : new IOException(name + " - the call was completed by somebody else than the reader");
        lock.lock();
        try {
            woken = gone(reason);
            ended = true;
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.completeExceptionally(reason);
        }
    }

    /** Under the lock; the caller wakes the write that waited, if there is one. */
    private @Nullable AsyncFuture<Void> gone(Throwable reason) {
        if (gone != null) {
            return null;
        }
        gone = reason;
        lock.changed();
        return clear();
    }

    /** Under the lock. */
    private @Nullable AsyncFuture<Void> clear() {
        items.clear();
        batch = null;
        buffered = 0;
        AsyncFuture<Void> woken = waiting;
        waiting = null;
        return woken;
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private static void completeVoid(AsyncFuture<Void> future) {
        future.complete(null);
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "AsyncSink " + name + " (taken=" + taken + ", waiting=" + buffered + "/" + window.size() + " "
                    + window.unit()
                    + (finished ? ", finished" : "")
                    + (failure != null ? ", failed" : "")
                    + (gone != null ? ", reader gone" : "") + ")";
        } finally {
            lock.unlock();
        }
    }

    /** Whose callbacks always run on delivery threads: a callback on a write must not hold up the reader. */
    private static final class Delivered extends InContext {
        Delivered(Setting setting) {
            super(setting, setting.context());
        }

        @Override
        Executor plain() {
            return async();
        }
    }
}
