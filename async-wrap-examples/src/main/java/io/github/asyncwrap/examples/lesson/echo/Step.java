package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * What a routine wants done next: wait for a channel, have a sub-task do something, or give back its value. A routine does
 * none of this itself, it returns the wish to whoever runs it, a {@link Trampoline}. It is Python's {@code yield from} (and,
 * under the bonnet, {@code await}), with a function for what comes after.
 *
 * @param <T> of the value that the routine gives in the end
 */
sealed interface Step<T extends @Nullable Object> {

    /** The routine has ended. */
    record Return<T extends @Nullable Object>(T value) implements Step<T> {}

    /** The routine goes on when a channel is ready. */
    record WaitFor<T extends @Nullable Object>(SelectionKey key, int interest, Routine<T> then) implements Step<T> {}

    /** The routine hands over to another one, and goes on when that has ended. */
    record Delegate<S extends @Nullable Object, T extends @Nullable Object>(Routine<S> sub, Caller<S, T> caller)
            implements Step<T> {}

    /** Where a task begins, or goes on. */
    interface Routine<T extends @Nullable Object> {
        Step<T> next() throws IOException;
    }

    /** Who has delegated: what is done with the value of the sub-task, and what if it fails. */
    interface Caller<S extends @Nullable Object, T extends @Nullable Object> {
        Step<T> returned(S value) throws IOException;

        /** If it does not say otherwise, it fails too. */
        default Step<T> failed(IOException failure) throws IOException {
            throw failure;
        }
    }

    static <T extends @Nullable Object> Step<T> giveBack(T value) {
        return new Return<>(value);
    }

    static <T extends @Nullable Object> Step<T> waitFor(SelectionKey key, int interest, Routine<T> then) {
        return new WaitFor<>(key, interest, then);
    }

    static <S extends @Nullable Object, T extends @Nullable Object> Step<T> delegate(
            Routine<S> sub, Caller<S, T> caller) {
        return new Delegate<>(sub, caller);
    }
}
