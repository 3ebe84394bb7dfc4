package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Writes to a socket, each write with a time limit. A blocking socket has one for reading only: a client that never reads
 * would hold the thread that writes to it for ever. What does get the thread out of its write is that somebody closes
 * the socket.
 */
final class TimedOutput extends OutputStream {

    private final Socket socket;
    private final OutputStream out;
    private final Duration limit;
    private final ScheduledExecutorService timer;

    /**
     * Writes to a socket.
     *
     * @param limit of a write; then the socket is closed
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
        ScheduledFuture<?> end = timer.schedule(this::close, limit.toNanos(), TimeUnit.NANOSECONDS);
        try {
            out.write(bytes, offset, length);
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        Sockets.close(socket);
    }
}
