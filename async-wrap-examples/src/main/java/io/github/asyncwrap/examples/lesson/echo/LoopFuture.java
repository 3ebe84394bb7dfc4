package io.github.asyncwrap.examples.lesson.echo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value that a {@link Loop} will have later, or a failure. It belongs to the thread of its loop, which is why it needs no
 * lock: everything here is done on that thread. Other threads go through {@link Loop#callSoonThreadsafe}. It is asyncio's
 * {@code Future}; nobody can block on it, for whoever did would block the loop that is to complete it.
 */
class LoopFuture<T extends @Nullable Object> {
    private final Loop loop;
    private final List<Consumer<? super LoopFuture<T>>> callbacks = new ArrayList<>(1);
    private boolean done;
    private @Nullable T value;
    private @Nullable Exception failure;

    LoopFuture(Loop loop) {
        this.loop = loop;
    }

    final boolean isDone() {
        return done;
    }

    final boolean isCancelled() {
        return failure instanceof CancellationException;
    }

    /** Completes it; without effect if it is done. */
    final void complete(T result) {
        end(result, null);
    }

    /** Has it fail; without effect if it is done. A failure that nobody asks for is told when the loop ends. */
    final void fail(Exception cause) {
        if (end(null, cause)) {
            loop.noteFailure(this);
        }
    }

    /**
     * Has nobody wait for it any longer; without effect if it is done. A task that is cancelled has had its last turn, and
     * what it awaits is cancelled with it, for all who await that, as in asyncio: else it would be left waiting for a
     * channel that now another task wants to read.
     */
    final void cancel() {
        // A loop, no recursion: a task may await a task that awaits a task, and so on, deeper than the stack.
        LoopFuture<?> next = this;
        while (next != null && next.end(null, new CancellationException("cancelled"))) {
            next = next.awaited();
        }
    }

    /** What it awaits itself; null if nothing. */
    @Nullable
    LoopFuture<?> awaited() {
        return null;
    }

    private boolean end(@Nullable T result, @Nullable Exception cause) {
        loop.requireLoopThread();
        if (done) {
            return false;
        }
        done = true;
        value = result;
        failure = cause;
        callbacks.forEach(this::deliver);
        callbacks.clear();
        return true;
    }

    /**
     * Has a callback called when it is done. Never at once, also if it is done already, but in a later turn of the loop: so
     * neither who completes it nor who asks is in the middle of something when the callback runs.
     */
    final void whenDone(Consumer<? super LoopFuture<T>> callback) {
        loop.requireLoopThread();
        if (done) {
            deliver(callback);
        } else {
            callbacks.add(callback);
        }
    }

    private void deliver(Consumer<? super LoopFuture<T>> callback) {
        loop.callSoon(() -> callback.accept(this));
    }

    /** Its value, once it is done; its failure is thrown, and counts as told. */
    @SuppressWarnings("NullAway") // complete() has put in what T allows
    final T result() throws Exception {
        Exception thrown = failure();
        if (thrown != null) {
            throw thrown;
        }
        return value;
    }

    /** Its failure, once it is done, which counts as told; null if it has a value. */
    final @Nullable Exception failure() {
        loop.requireLoopThread();
        if (!done) {
            throw new IllegalStateException("not done yet");
        }
        loop.forgetFailure(this);
        return failure;
    }

    /** Its failure, without counting as told. */
    final @Nullable Exception untoldFailure() {
        return failure;
    }
}
