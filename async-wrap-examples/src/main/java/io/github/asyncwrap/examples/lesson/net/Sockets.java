package io.github.asyncwrap.examples.lesson.net;

import java.io.Closeable;
import java.io.IOException;

/** What is to be said about sockets more than once. */
final class Sockets {
    private Sockets() {}

    /** Closes one that nobody needs any more: whether that succeeds makes no difference to anybody. */
    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use now, whatever this was.
        }
    }
}
