package io.github.asyncwrap.examples.lesson.door;

import java.io.IOException;

/** Work of which there is no asynchronous form: whoever does it is occupied with it until it is done. */
interface Work extends AutoCloseable {

    /**
     * Does it, on the thread that calls this.
     *
     * @return what came of it, for people
     * @throws IOException if it could not be done
     * @throws InterruptedException if the thread was interrupted
     */
    String perform() throws IOException, InterruptedException;

    /** Breaks it off, if anybody is at it, and returns when nothing is left of it. Any thread may do this. */
    @Override
    void close();
}
