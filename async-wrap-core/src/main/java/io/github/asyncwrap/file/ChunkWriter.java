package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a publisher gives: all chunks that have come meanwhile with one operation, one operation after another.
 *
 * <p>Everything is decided under one lock, a leaf. {@code writing} says that there is a call, or one that waits for room: it
 * is set by whoever brings a chunk while there is none, and cleared when the body is off its thread, with a look whether
 * more has come. So the chunks are written in order and none is left. If none comes at all, nothing is written with an
 * operation too: whether the file takes it is known in its turn. {@code over} is set once, by a failure or an outcome
 * from outside: nothing more will be written.
 */
final class ChunkWriter implements Flow.Subscriber<ByteBuffer>, PatientCall.Listener<@Nullable Object> {
    /** So many bytes may be on their way from the publisher to the file, unless a chunk is larger than all before it. */
    private static final int WINDOW = 2 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final int FEWEST = 2;
    private static final int MOST = 256;

    private final OpenFile file;
    private final Calls calls;
    private final Executor executor;
    private final AsyncFuture<Long> result;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable PatientCall<?> call;
    private boolean writing;
    /** There has been a call. */
    private boolean tried;

    private boolean ended;
    private boolean over;
    private @Nullable Throwable failure;
    private long written;

    /** The size of the largest chunk so far: what comes next may be as large. */
    private int largest = 1;

    /** So many chunks may be on their way. With each that is written there may be one more: the first ones say little. */
    private int window = FEWEST;

    /** Requested and not written yet. */
    private long outstanding;

    private ChunkWriter(OpenFile file, Calls calls, Executor executor, AsyncFuture<Long> result) {
        this.file = file;
        this.calls = calls;
        this.executor = executor;
        this.result = result;
    }

    /**
     * Subscribes.
     *
     * @param calls the operations of the file
     * @param result gets the outcome
     */
    static void write(
            Flow.Publisher<? extends ByteBuffer> chunks,
            OpenFile file,
            Calls calls,
            Executor executor,
            AsyncFuture<Long> result) {
        ChunkWriter writer = new ChunkWriter(file, calls, executor, result);
        AsyncFuture<?> unused = result.whenComplete((count, failed) -> writer.stop());
        try {
            chunks.subscribe(writer);
        } catch (Throwable thrown) {
            writer.fail(thrown);
        }
    }

    // What the publisher calls.

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        boolean taken;
        lock.lock();
        try {
            taken = subscription == null && !over;
            if (taken) {
                subscription = given;
            }
        } finally {
            lock.unlock();
        }
        if (taken) {
            requestMore();
        } else {
            given.cancel();
        }
    }

    @Override
    public void onNext(ByteBuffer chunk) {
        Objects.requireNonNull(chunk, "chunk");
        lock.lock();
        try {
            if (over || ended) {
                return;
            }
            waiting.add(chunk);
            largest = Math.max(largest, chunk.remaining());
        } finally {
            lock.unlock();
        }
        look();
    }

    @Override
    public void onError(Throwable failed) {
        end(Objects.requireNonNull(failed, "failure"));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable failed) {
        lock.lock();
        try {
            ended = true;
            failure = failed;
        } finally {
            lock.unlock();
        }
        look();
    }

    // Writing.

    /** Has what is here written, or tells the end. */
    private void look() {
        PatientCall<@Nullable Object> next = null;
        lock.lock();
        try {
            if (writing || over || (waiting.isEmpty() && !ended)) {
                return;
            } else if (!waiting.isEmpty() || (!tried && failure == null)) {
                next = new PatientCall<>(calls, executor, this::body, this);
                call = next;
                writing = true;
                tried = true;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.begin();
        } else {
            tell();
        }
    }

    private @Nullable Object body() throws IOException {
        ArrayDeque<ByteBuffer> chunks;
        lock.lock();
        try {
            chunks = waiting.clone();
            waiting.clear();
        } finally {
            lock.unlock();
        }
        int count = chunks.size();
        long bytes = 0;
        if (count == 0) {
            file.write(NOTHING);
        }
        for (ByteBuffer chunk : chunks) {
            bytes += chunk.remaining();
            file.write(chunk);
        }
        lock.lock();
        try {
            outstanding -= count;
            window += count;
            written += bytes;
        } finally {
            lock.unlock();
        }
        return null;
    }

    @Override
    public void arrived(@Nullable Object nothing, @Nullable Throwable failed) {
        if (failed != null) {
            fail(failed);
        }
    }

    @Override
    public void gone() {
        lock.lock();
        try {
            writing = false;
            call = null;
        } finally {
            lock.unlock();
        }
        requestMore();
        look();
    }

    private void requestMore() {
        Flow.Subscription from;
        long count;
        lock.lock();
        try {
            from = subscription;
            window = Math.max(FEWEST, Math.min(window, Math.min(MOST, WINDOW / largest)));
            count = over || ended ? 0 : window - outstanding;
            outstanding += Math.max(0, count);
        } finally {
            lock.unlock();
        }
        if (from != null && count > 0) {
            from.request(count);
        }
    }

    // The end.

    /** All has been written. */
    private void tell() {
        Throwable why = failure;
        boolean unused = why == null ? result.complete(written) : result.completeExceptionally(why);
    }

    private void fail(Throwable why) {
        boolean unused = result.completeExceptionally(why);
        stop();
    }

    /** There is an outcome. */
    private void stop() {
        Flow.Subscription from;
        PatientCall<?> under;
        boolean early;
        lock.lock();
        try {
            early = !over && !ended;
            over = true;
            waiting.clear();
            from = subscription;
            under = call;
        } finally {
            lock.unlock();
        }
        if (under != null) {
            under.cancel();
        }
        if (early && from != null) {
            from.cancel();
        }
    }
}
