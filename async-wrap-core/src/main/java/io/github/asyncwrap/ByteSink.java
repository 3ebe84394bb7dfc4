package io.github.asyncwrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of chunks between an asynchronous writer and a blocking reader.
 *
 * <p>Everything is decided under one lock, a leaf: no future is completed and nothing of the user's is called under it.
 * {@code gone} is set once, by whichever comes first of the reader's end and the outcome of its call; from then on no
 * write is accepted, and setting it takes the waiting write out, so that a write is either refused or woken.
 */
final class ByteSink<R extends @Nullable Object> implements AsyncSink<ByteBuffer, R> {
    private static final int WINDOW = 64 * 1024;

    private final String name;
    private final Setting delivered;
    private final AsyncFuture<Void> room;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
    private long buffered;
    private long taken;
    private @Nullable AsyncFuture<Void> waiting;
    private boolean finished;
    private @Nullable Throwable failure;
    private @Nullable Throwable gone;
    /** The call has an outcome that is not the reader's: the reader is to stop. */
    private boolean abandoned;

    private final Call<R> call;

    private ByteSink(View view, ThrowingFunction<? super InputStream, ? extends R> reader) {
        this.name = view.queue().name;
        this.call = view.newCall(() -> read(reader));
        this.delivered = new Delivered(call.ownSetting());
        this.room = AsyncFuture.completedVoid(delivered);
    }

    static <R extends @Nullable Object> AsyncSink<ByteBuffer, R> open(
            View view, ThrowingFunction<? super InputStream, ? extends R> reader) {
        ByteSink<R> sink = new ByteSink<>(view, reader);
        sink.call.whenDone((value, failed) -> sink.callDone(failed));
        view.door.admission.submit(sink.call);
        return sink;
    }

    @Override
    public AsyncFuture<Void> write(ByteBuffer chunk) {
        Objects.requireNonNull(chunk, "item");
        Throwable refusal;
        lock.lock();
        try {
            refusal = refusal();
            if (refusal == null) {
                if (chunk.hasRemaining()) {
                    chunks.add(chunk);
                    buffered += chunk.remaining();
                    readable.signal();
                }
                if (buffered < WINDOW) {
                    return room;
                }
                AsyncFuture<Void> full = new AsyncFuture<>(delivered);
                waiting = full;
                return full;
            }
        } finally {
            lock.unlock();
        }
        return AsyncFuture.failed(delivered, refusal);
    }

    /** Under the lock: why a write cannot be taken now. */
    private @Nullable Throwable refusal() {
        if (gone != null) {
            return gone;
        } else if (failure != null) {
            return new IOException(name + " - the sink was failed", failure);
        } else if (finished) {
            return new IllegalStateException(name + " - write after finish()");
        } else if (buffered >= WINDOW) {
            return new IllegalStateException(name + " - write while " + buffered + " bytes of a window of " + WINDOW
                    + " wait to be read: wait for the future of the last write");
        }
        return null;
    }

    @Override
    public AsyncFuture<R> finish() {
        lock.lock();
        try {
            finished = finished || failure == null;
            readable.signal();
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
                readable.signal();
            }
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.completeExceptionally(new IOException(name + " - the sink was failed", cause));
        }
    }

    /** The body of the call. */
    private R read(ThrowingFunction<? super InputStream, ? extends R> reader) throws Exception {
        try {
            R result = reader.apply(new Chunks());
            readerGone(null);
            return result;
        } catch (Throwable thrown) {
            readerGone(thrown);
            throw thrown;
        }
    }

    private void readerGone(@Nullable Throwable thrown) {
        AsyncFuture<Void> woken;
        Throwable reason;
        lock.lock();
        try {
            reason = thrown != null
                    ? thrown
                    : new IOException(
                            name + " - the reader returned before the end of its input, after " + taken + " bytes");
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
            abandoned = true;
            readable.signal();
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
        return clear();
    }

    private @Nullable AsyncFuture<Void> clear() {
        chunks.clear();
        buffered = 0;
        AsyncFuture<Void> woken = waiting;
        waiting = null;
        return woken;
    }

    /** Blocks until there is a chunk; null at the end of the input. */
    private @Nullable ByteBuffer take() throws IOException {
        AsyncFuture<Void> woken = null;
        ByteBuffer chunk;
        lock.lock();
        try {
            while (chunks.isEmpty() && !finished && failure == null && !abandoned) {
                readable.await();
            }
            if (abandoned) {
                throw new InterruptedIOException(name + " - the call has ended: " + gone);
            } else if (failure != null) {
                throw new IOException(name + " - the writer failed: " + failure, failure);
            }
            chunk = chunks.poll();
            if (chunk != null) {
                taken += chunk.remaining();
                buffered -= chunk.remaining();
                if (buffered < WINDOW) {
                    woken = waiting;
                    waiting = null;
                }
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " - interrupted while waiting for a chunk");
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            completeVoid(woken);
        }
        return chunk;
    }

    /** The reader's end of the stream was closed: it wants no more. */
    private void closedByReader() {
        readerGone(new IOException(name + " - the reader closed its stream after " + taken + " bytes"));
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private static void completeVoid(AsyncFuture<Void> future) {
        future.complete(null);
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "AsyncSink " + name + " (taken=" + taken + ", waiting=" + buffered + "/" + WINDOW
                    + (finished ? ", finished" : "") + (gone != null ? ", reader gone" : "") + ")";
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the reader reads. One read never crosses from one chunk into the next, so a reader with a buffer at least as
     * large as the chunks gets them one by one. Not thread-safe, like any stream; which thread reads does not matter.
     */
    private final class Chunks extends InputStream {
        private ByteBuffer current = ByteBuffer.allocate(0);
        private boolean closed;

        /** Makes sure that there is something to read at once; false at the end of the input. */
        private boolean advance() throws IOException {
            if (closed) {
                throw new IOException(name + " - the stream is closed");
            }
            if (!current.hasRemaining()) {
                ByteBuffer chunk = take();
                if (chunk == null) {
                    return false;
                }
                current = chunk;
            }
            return true;
        }

        @Override
        public int read() throws IOException {
            return advance() ? current.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (!advance()) {
                return -1;
            }
            int read = Math.min(length, current.remaining());
            current.get(bytes, offset, read);
            return read;
        }

        @Override
        public int available() throws IOException {
            if (closed) {
                throw new IOException(name + " - the stream is closed");
            }
            return current.remaining();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                closedByReader();
            }
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
