package io.github.asyncwrap;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What a future keeps of where it comes from, and hands on to the stages derived from it. */
interface Origin {

    /** Runs the callbacks given without an executor; {@link Trampoline#HERE} for "on whoever completes". */
    Executor plain();

    /** Runs the callbacks of the {@code *Async} methods without an executor. */
    Executor async();

    /** Completes when the body behind the future is off its thread; null if there is no body behind it. */
    @Nullable
    AsyncFuture<Void> stopSignal();
}
