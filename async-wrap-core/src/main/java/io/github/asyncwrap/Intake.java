package io.github.asyncwrap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The reader's end of a sink, behind the face that its reader gets. */
interface Intake<T> {

    /**
     * Takes the next item; blocks until there is one.
     *
     * @return null at the end of the input, and from then on
     * @throws IOException if the sink was failed, with that cause; an {@link java.io.InterruptedIOException} if the call
     *     has ended or this thread is interrupted
     */
    @Nullable
    T take() throws IOException;

    /** What is waiting to be taken, as the window measures it; does not block. */
    int waiting();

    /** The reader wants no more. */
    void close();

    /** For errors. */
    String name();
}
