package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A computation that can stop in its middle, hand out a value, and later go on from there. Languages that have generators
 * have a word for it, {@code yield}, and their compilers do what is done by hand here. The server of
 * {@link GeneratorEcho}, in Python:
 *
 * <pre>{@code
 * def echo(client):
 *     while True:
 *         yield readable(client)      # stops here, until the scheduler calls next()
 *         data = client.recv(BUFFER)
 *         ...
 * }</pre>
 *
 * <p>To go on, two things must have survived the stop: the local variables, and the place. Java keeps both on the stack of
 * the thread, and a stack cannot be put aside; so we keep them elsewhere. The local variables become the fields of an
 * object. The code is cut in pieces at every {@code yield}, each piece a method of that object, a {@link Step}; and the
 * place is a reference to the method that comes next. A step ends with "hand out this, then go on with that", which is a
 * {@link Yield}, or with null when the computation has come to its end. Jumping to the next piece takes no thread: a
 * generator that has stopped is a small object, and a hundred thousand of them are no burden.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param <T> what it hands out
 */
final class Generator<T> {

    /** The code from where a generator stopped to where it stops again. */
    @FunctionalInterface
    interface Step<T> {
        @Nullable
        Yield<T> run() throws IOException;
    }

    /** The end of a step: what is handed out, and where to go on afterwards. */
    record Yield<T>(T value, Step<T> rest) {}

    private @Nullable Step<T> rest;

    /** One that stands before its first step. */
    Generator(Step<T> first) {
        rest = first;
    }

    /**
     * Goes on from where it stopped until it stops again.
     *
     * @return what it hands out; null if it has come to its end, now or earlier
     * @throws IOException if the step failed, which is an end as well
     */
    @Nullable
    T next() throws IOException {
        Step<T> step = rest;
        rest = null; // should the step throw, there is nothing to go on with
        Yield<T> yielded = step == null ? null : step.run();
        if (yielded == null) {
            return null;
        }
        rest = yielded.rest;
        return yielded.value;
    }
}
