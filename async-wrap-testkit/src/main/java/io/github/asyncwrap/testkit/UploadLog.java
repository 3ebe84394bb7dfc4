package io.github.asyncwrap.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What became of the uploads of one server: how many there are of each kind, the latest results, and the figures of
 * those that are still arriving. Safe for any thread.
 *
 * <p>One lock, a leaf: nothing but counting, and the end of a digest, is done under it, so that all figures belong to the
 * same moment.
 */
final class UploadLog {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int historyLimit;
    private final ArrayDeque<UploadStats> history = new ArrayDeque<>();
    private long completed;
    private long broken;
    private long received;
    private int inFlight;
    private long bytesInFlight;
    private boolean closed;

    UploadLog(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    /** One upload, from its head to its end; for the thread that reads it. */
    final class Upload {
        private long bytes;
        private boolean ended;

        private Upload() {}

        /** Counts bytes of the body that have just been read. */
        void received(int count) {
            lock.lock();
            try {
                bytes += count;
                received += count;
                bytesInFlight += count;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** The body has arrived whole. */
        UploadStats complete(UploadMeter meter) {
            lock.lock();
            try {
                end();
                UploadStats stats = meter.finish(++completed);
                remember(stats);
                return stats;
            } finally {
                lock.unlock();
            }
        }

        /** The body will not arrive whole. Does nothing if it has. */
        void breakOff() {
            lock.lock();
            try {
                if (!ended) {
                    end();
                    broken++;
                }
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            ended = true;
            inFlight--;
            bytesInFlight -= bytes;
            changed.signalAll();
        }
    }

    /** Counts an upload whose head has arrived. */
    Upload begin() {
        lock.lock();
        try {
            inFlight++;
            changed.signalAll();
            return new Upload();
        } finally {
            lock.unlock();
        }
    }

    private void remember(UploadStats stats) {
        if (historyLimit == 0) {
            return;
        }
        if (history.size() == historyLimit) {
            history.removeFirst();
        }
        history.addLast(stats);
    }

    long completed() {
        return read(() -> completed);
    }

    long broken() {
        return read(() -> broken);
    }

    /** Bytes of all uploads, however they ended. */
    long received() {
        return read(() -> received);
    }

    int inFlight() {
        return (int) read(() -> inFlight);
    }

    long bytesInFlight() {
        return read(() -> bytesInFlight);
    }

    List<UploadStats> history() {
        lock.lock();
        try {
            return List.copyOf(history);
        } finally {
            lock.unlock();
        }
    }

    void awaitCompleted(long n, Duration limit) throws InterruptedException {
        await("uploads", n, limit, () -> completed);
    }

    void awaitBroken(long n, Duration limit) throws InterruptedException {
        await("broken uploads", n, limit, () -> broken);
    }

    void awaitReceived(long n, Duration limit) throws InterruptedException {
        await("bytes", n, limit, () -> received);
    }

    void awaitInFlight(int n, Duration limit) throws InterruptedException {
        await("uploads in flight", n, limit, () -> inFlight);
    }

    /** Lets those who wait know that nothing more will come. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(String what, long n, Duration limit, LongSupplier seen) throws InterruptedException {
        OptionChecks.requireNotNegative("n", n);
        long limitNanos = OptionChecks.nanos("limit", limit);
        long start = System.nanoTime();
        lock.lock();
        try {
            long left = limitNanos;
            while (seen.getAsLong() < n) {
                if (closed || left <= 0) {
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                    throw new AssertionError("awaited " + n + " " + what + ", saw " + seen.getAsLong() + " after "
                            + millis + " ms" + (closed ? ", then the server was closed" : "") + ": " + this);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private long read(LongSupplier figure) {
        lock.lock();
        try {
            return figure.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "uploads=" + completed + ", broken=" + broken + ", inFlight=" + inFlight + " with " + bytesInFlight
                    + " bytes, received=" + received + " bytes";
        } finally {
            lock.unlock();
        }
    }
}
