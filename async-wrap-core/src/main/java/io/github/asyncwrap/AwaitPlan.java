package io.github.asyncwrap;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Calls an asynchronous method and waits for what it gives. */
final class AwaitPlan implements MethodPlan {
    private final String name;

    /** {@code (Object[])Object}, of the asynchronous method and object. */
    private final MethodHandle asynchronous;

    /** What the blocking method may throw. */
    private final List<Class<?>> declared;

    private final boolean givesPrimitive;

    AwaitPlan(String name, MethodHandle asynchronous, List<Class<?>> declared, Class<?> result) {
        this.name = name;
        this.asynchronous = asynchronous;
        this.declared = declared;
        this.givesPrimitive = result.isPrimitive() && result != void.class;
    }

    @Override
    public @Nullable Object invoke(Object proxy, @Nullable Object @Nullable [] arguments) throws Throwable {
        LoopGuard.check(
                name + " of a blocking view",
                "call the asynchronous method that it stands for, or call it on another thread");
        Object value = await(futureOf(arguments));
        if (value == null && givesPrimitive) {
            throw new NullPointerException(name + " has to give a primitive, but the asynchronous method gave null");
        }
        return value;
    }

    private Future<?> futureOf(@Nullable Object @Nullable [] arguments) throws Throwable {
        Object given;
        try {
            given = (Object) asynchronous.invokeExact(arguments);
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedException && !isDeclared(thrown)) {
                Thread.currentThread().interrupt(); // it was this thread's
            }
            throw asDeclared(thrown);
        }
        if (given == null) {
            throw new NullPointerException(name + " waits for a future, but the asynchronous method gave null");
        }
        return given instanceof CompletionStage<?> stage ? stage.toCompletableFuture() : (Future<?>) given;
    }

    private @Nullable Object await(Future<?> future) throws Throwable {
        try {
            return outcomeOf(future);
        } catch (ExecutionException failed) {
            throw asDeclared(failed.getCause() != null ? failed.getCause() : failed);
        } catch (CancellationException cancelled) {
            throw cancelled.getCause() instanceof CancellationException own ? own : cancelled; // Java 19+ wraps it
        } catch (InterruptedException interrupted) {
            future.cancel(true); // nobody else has it
            if (isDeclared(interrupted)) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
            throw new CompletionException(
                    name + " was interrupted while it waited, and what it waited for was cancelled", interrupted);
        }
    }

    /** Ours knows by itself what is to be done before it waits. */
    private static @Nullable Object outcomeOf(Future<?> future) throws InterruptedException, ExecutionException {
        if (future instanceof AsyncFuture<?> || future.isDone()) {
            return future.get();
        }
        Trampoline paused = Trampoline.pause();
        try {
            return future.get();
        } finally {
            if (paused != null) {
                paused.resume();
            }
        }
    }

    private boolean isDeclared(Throwable thrown) {
        return declared.stream().anyMatch(type -> type.isInstance(thrown));
    }

    /** What may be thrown as it is, or else inside a CompletionException. */
    private Throwable asDeclared(Throwable thrown) {
        return thrown instanceof RuntimeException || thrown instanceof Error || isDeclared(thrown)
                ? thrown
                : new CompletionException(name + " failed with an exception that it does not declare", thrown);
    }
}
