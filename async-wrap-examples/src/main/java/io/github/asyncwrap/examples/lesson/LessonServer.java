package io.github.asyncwrap.examples.lesson;

/** A server of a lesson: it serves from when it has been made until it is closed. */
public interface LessonServer extends AutoCloseable {

    /** The port on which it listens. */
    int port();

    /**
     * Waits until it serves no longer.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    void awaitStopped() throws InterruptedException;

    /**
     * Stops it, and returns when its threads have ended and its sockets are closed. Connections that are open are closed.
     * May be called by any thread, more than once.
     */
    @Override
    void close();
}
