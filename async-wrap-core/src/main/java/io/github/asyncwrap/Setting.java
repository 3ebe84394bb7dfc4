package io.github.asyncwrap;

import io.github.asyncwrap.ContextCapture.Snapshot;
import java.util.Objects;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Where the callbacks of a future run, and in which context. Derived stages have that of their source. */
abstract class Setting implements Origin {

    @Override
    public final Setting setting() {
        return this;
    }

    /** Runs the callbacks given without an executor; {@link Trampoline#HERE} for "on whoever completes". */
    abstract Executor plain();

    /** Runs the callbacks of the {@code *Async} methods without an executor. */
    abstract Executor async();

    abstract Carrier carrier();

    /** The view behind it. */
    View view() {
        throw new IllegalStateException("no call came this way: " + this);
    }

    @Nullable
    Snapshot context() {
        return null;
    }

    /** For a callback given without an executor; null to run it as CompletableFuture does, at once. */
    final @Nullable Executor forPlain(boolean complete) {
        Executor plain = plain();
        if (context() == null) {
            return complete && plain == Trampoline.HERE ? null : plain;
        }
        return inContext(plain);
    }

    final Executor forAsync() {
        return inContext(async());
    }

    /**
     * For a callback given with an executor. Also there callbacks run one after another, never one inside another, which
     * matters for an executor that runs them on the completing thread.
     */
    final Executor forGiven(Executor given) {
        Objects.requireNonNull(given, "executor");
        Snapshot context = context();
        return callback -> given.execute(new Trampolined(callback, context));
    }

    /** Is marked as CompletableFuture's own tasks are. */
    private record Trampolined(Runnable callback, @Nullable Snapshot context)
            implements Runnable, AsynchronousCompletionTask {
        @Override
        public void run() {
            Trampoline.HERE.execute(context == null ? callback : () -> context.around(callback));
        }
    }

    private Executor inContext(Executor executor) {
        Snapshot context = context();
        return context == null ? executor : callback -> executor.execute(() -> context.around(callback));
    }
}
