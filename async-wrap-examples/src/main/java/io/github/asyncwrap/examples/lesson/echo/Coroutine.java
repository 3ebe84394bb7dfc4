package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Generator} with traffic in both directions: it hands out a value, stops, and goes on when a value is sent in.
 * So {@code yield} becomes an expression: {@code data = yield read(client)} hands out a question and, some time later, has
 * the answer. Between the two there is no call that waits, only an object that has been put aside. It is cut in pieces as
 * a generator is, and what was sent in is the parameter of the next piece.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param <Q> what it hands out, the questions
 * @param <A> what is sent in, the answers
 */
final class Coroutine<Q, A> {

    /** The code from where a coroutine was given an answer to where it has the next question. */
    @FunctionalInterface
    interface Step<Q, A> {
        @Nullable
        Yield<Q, A> run(A answer) throws IOException;
    }

    /** The end of a step: what is asked, and where to go on with the answer. */
    record Yield<Q, A>(Q question, Step<Q, A> rest) {}

    private @Nullable Yield<Q, A> now;

    /** One that stands at its first question. */
    Coroutine(Yield<Q, A> first) {
        now = first;
    }

    /** What it asks, and goes on asking until it is answered; null if it has come to its end. */
    @Nullable
    Q question() {
        return now == null ? null : now.question;
    }

    /**
     * Sends in the answer; it goes on until it has the next question.
     *
     * @param answer to the question
     * @throws IOException if the step failed, which is an end as well
     * @throws IllegalStateException if it has come to its end, and asks nothing
     */
    void send(A answer) throws IOException {
        if (now == null) {
            throw new IllegalStateException("a coroutine that has ended asks nothing");
        }
        Step<Q, A> step = now.rest;
        now = null; // should the step throw, there is nothing to go on with
        now = step.run(answer);
    }
}
