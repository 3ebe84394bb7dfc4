package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The end of a connection after its last answer. A socket that is closed with unread bytes in it, or that gets some when it
 * is closed, sends a reset, and the client may then never see the answer. So first the one direction is closed, and what
 * still comes from the other is read and forgotten, until the client closes it too.
 */
final class Farewell {

    private static final int PIECE = 8 * 1024;

    private Farewell() {}

    /**
     * Ends the output, and waits for the client to end its own. Closes nothing.
     *
     * @param atMost how long: not every client does
     * @throws IOException if the client has not waited for this
     */
    static void to(Socket socket, Duration atMost) throws IOException {
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        byte[] forgotten = new byte[PIECE];
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            int read = 0;
            for (long left = atMost.toNanos(); left > 0 && read >= 0; left = deadline - System.nanoTime()) {
                socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left / 1_000_000 + 1));
                read = in.read(forgotten);
            }
        } catch (SocketTimeoutException e) {
            // It had its time.
        }
    }
}
