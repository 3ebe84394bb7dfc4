package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Writes to a socket, each answer with a time limit. A blocking socket has one for reading only: a client that never reads
 * would hold the thread that writes to it for ever. What does get the thread out of its write is that somebody closes
 * the socket.
 *
 * <p>A limit for each write would begin anew with each, and a client that reads a little now and then would never meet it.
 * So there is one for the answer as a whole; as answers may be long, each byte adds to it what it takes at the least rate.
 * An answer ends with {@link #flush()}. For one thread.
 */
final class TimedOutput extends OutputStream {

    static final long NANOS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (16 * 1024);

    private final Socket socket;
    private final OutputStream out;
    private final Duration limit;
    private final ScheduledExecutorService timer;
    private long began;

    /** Bytes of this answer. */
    private long written;

    /**
     * Writes to a socket.
     *
     * @param limit of an answer, to which its length adds; then the socket is closed
     * @param timer closes it
     */
    TimedOutput(Socket socket, Duration limit, ScheduledExecutorService timer) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.limit = limit;
        this.timer = timer;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long now = System.nanoTime();
        if (written == 0) {
            began = now;
        }
        written += length;
        // Each piece has its limit too: what has only gone into the system's buffers would count as read otherwise.
        long extra = Math.min(length * NANOS_PER_BYTE, written * NANOS_PER_BYTE - (now - began));
        long left = limit.toNanos() + extra;
        ScheduledFuture<?> end = timer.schedule(this::close, left, TimeUnit.NANOSECONDS);
        try {
            out.write(bytes, offset, length);
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void flush() {
        written = 0;
    }

    @Override
    public void close() {
        Sockets.close(socket);
    }
}
