package io.github.asyncwrap;

import com.google.common.util.concurrent.Uninterruptibles;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Calls an asynchronous method and waits for what it gives. */
final class AwaitPlan implements MethodPlan {
    private final String name;
    private final String wait;

    /** {@code (Object[])Object}, of the asynchronous method and object. */
    private final MethodHandle asynchronous;

    /** What the blocking method may throw. */
    private final List<Class<?>> declared;

    private final boolean givesPrimitive;

    AwaitPlan(String name, MethodHandle asynchronous, List<Class<?>> declared, Class<?> result) {
        this.name = name;
        this.wait = name + " of a blocking view";
        this.asynchronous = asynchronous;
        this.declared = declared;
        this.givesPrimitive = result.isPrimitive() && result != void.class;
    }

    @Override
    public @Nullable Object invoke(Object proxy, @Nullable Object @Nullable [] arguments) throws Throwable {
        LoopGuard.check(wait, "call the asynchronous method that it stands for, or call it on another thread");
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
        if (given instanceof CompletableFuture<?> stage) {
            return stage.toCompletableFuture(); // itself, unless it is a minimal one, which has no get
        }
        return given instanceof Future<?> future ? future : ((CompletionStage<?>) given).toCompletableFuture();
    }

    private @Nullable Object await(Future<?> future) throws Throwable {
        try {
            return outcomeOrInterrupt(future);
        } catch (ExecutionException failed) {
            throw asDeclared(failed.getCause() != null ? failed.getCause() : failed);
        } catch (CancellationException cancelled) {
            throw cancelled.getCause() instanceof CancellationException own ? own : cancelled; // Java 19+ wraps it
        }
    }

    private @Nullable Object outcomeOrInterrupt(Future<?> future) throws Throwable {
        try {
            return outcomeOf(future);
        } catch (InterruptedException interrupted) {
            if (!cancel(future, interrupted) && future.isDone()) { // its outcome came first, and is nobody else's
                try {
                    return Uninterruptibles.getUninterruptibly(future);
                } finally {
                    Thread.currentThread().interrupt();
                }
            }
            if (isDeclared(interrupted)) {
                throw interrupted;
            }
            Thread.currentThread().interrupt();
            throw new CompletionException(
                    name + " was interrupted while it waited, and what it waited for was cancelled", interrupted);
        }
    }

    /** Nobody else has it; what its cancel throws must not hide the interrupt. */
    private static boolean cancel(Future<?> future, InterruptedException interrupted) {
        try {
            return future.cancel(true);
        } catch (Throwable broken) {
            interrupted.addSuppressed(broken);
            return false;
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
