package io.github.asyncwrap.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands chunks from one writing thread to one reading thread, through a queue of capacity 1.
 *
 * <p>The writer {@linkplain #give gives} chunks and then {@linkplain #end ends}, or {@linkplain #abandon abandons} the
 * stream. The reader sees an {@link InputStream}; a read never crosses from one chunk into the next. When the reader
 * {@linkplain #close closes} it, having read all or not, a writer that waits is released, and no writer waits again:
 * whoever runs the reader must therefore close it however the reader ends.
 *
 * <p>All states that both sides see are guarded by one lock, and every change of them wakes the other side:
 *
 * <pre>
 * slot empty, open    the reader waits
 * slot full           the writer waits
 * ended               reads give -1 once the slot is empty
 * abandoned           reads fail
 * closed              gives fail
 * </pre>
 */
final class HandOver extends InputStream {

    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private byte @Nullable [] slot;
    private boolean ended;
    private @Nullable String abandoned;
    private boolean drained;
    private boolean closed;

    // The reading thread's own: the chunk taken last, and how much of it has been read.
    private byte[] current = new byte[0];
    private int position;

    /**
     * Gives the reader a chunk and waits until it has taken it.
     *
     * @return false if the reader closed the stream without taking the chunk
     * @throws InterruptedException if the calling thread is interrupted; the chunk may have been taken or not
     * @throws IllegalStateException after {@link #end}
     */
    boolean give(byte[] chunk) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (ended) {
                throw new IllegalStateException("The body has ended: nothing can be written after close");
            }
            if (closed) {
                return false;
            }
            if (chunk.length == 0) {
                // A read of no bytes is not allowed, and a transfer chunk of no bytes would end the body.
                return true;
            }
            slot = chunk;
            changed.signalAll();
            while (slot != null && !closed) {
                changed.await();
            }
            // Taken just before the close still counts as taken.
            return slot == null;
        } finally {
            slot = null;
            lock.unlock();
        }
    }

    /** Ends the stream: when the reader has read all that was given it reaches the end. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks the stream off: the reader's next read, or the one that waits, fails and says the reason. */
    void abandon(String reason) {
        lock.lock();
        try {
            abandoned = reason;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the reader has read the stream to its end. */
    boolean isDrained() {
        lock.lock();
        try {
            return drained;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == current.length) {
            byte[] next = take();
            if (next == null) {
                return -1;
            }
            current = next;
            position = 0;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, buffer, offset, count);
        position += count;
        return count;
    }

    /** For the reader: it will read no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] take() throws IOException {
        lock.lock();
        try {
            while (slot == null && !ended && abandoned == null && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("the stream is closed");
            }
            if (abandoned != null) {
                throw new IOException(abandoned);
            }
            byte[] chunk = slot;
            if (chunk == null) {
                drained = true;
            } else {
                slot = null;
                changed.signalAll();
            }
            return chunk;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a chunk");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            lock.unlock();
        }
    }
}
