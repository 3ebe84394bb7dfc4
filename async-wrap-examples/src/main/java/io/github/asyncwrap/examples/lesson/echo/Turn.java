package io.github.asyncwrap.examples.lesson.echo;

import org.jspecify.annotations.Nullable;

/**
 * What a turn of a task on a {@link Loop} ends with: it awaits a future, or it is done. Java has no {@code await}, so what
 * is to be done afterwards is a function, which is called with the value. Where asyncio says
 *
 * <pre>{@code
 * async def ask():
 *     name = await read()
 *     await greet(name)
 *     return len(name)
 * }</pre>
 *
 * <p>it is here
 *
 * <pre>{@code
 * Turn<Integer> ask() {
 *     return await(read(), name ->
 *             await(greet(name), nothing ->
 *                     done(name.length())));
 * }
 * }</pre>
 *
 * @param <T> of the value of the task
 */
sealed interface Turn<T extends @Nullable Object> {

    /** The task is done. */
    record Done<T extends @Nullable Object>(T value) implements Turn<T> {}

    /** The task goes on when a future is. */
    record Await<A extends @Nullable Object, T extends @Nullable Object>(LoopFuture<A> future, Next<A, T> next)
            implements Turn<T> {}

    /** How the task goes on. An exception is the end of it: its failure. */
    interface Next<A extends @Nullable Object, T extends @Nullable Object> {
        Turn<T> with(A value) throws Exception;
    }

    /** The task is done, with a value. */
    static <T extends @Nullable Object> Turn<T> done(T value) {
        return new Done<>(value);
    }

    /** The task awaits a future and goes on with its value. If the future fails, the task fails in the same way. */
    static <A extends @Nullable Object, T extends @Nullable Object> Turn<T> await(
            LoopFuture<A> future, Next<A, T> next) {
        return new Await<>(future, next);
    }
}
