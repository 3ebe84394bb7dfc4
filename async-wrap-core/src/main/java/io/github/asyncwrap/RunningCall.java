package io.github.asyncwrap;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A body that was on a thread when somebody looked. Immutable, but for {@link #stack()}; any thread may use one.
 */
public final class RunningCall {
    private final @Nullable String label;
    private final String thread;
    private final Duration age;
    private final boolean detached;

    /** Null once the stack is known. */
    private final @Nullable Call<?> call;

    private final List<StackTraceElement> stack;

    private RunningCall(Call<?> call, Thread thread, @Nullable List<StackTraceElement> stack) {
        this.label = call.view().label;
        this.thread = thread.getName();
        this.age = Duration.ofNanos(call.door().carrier.nanoTime() - call.startedNanos);
        this.detached = call.isDetached();
        this.call = stack == null ? call : null;
        this.stack = stack == null ? List.of() : stack;
    }

    /** Under the door's lock; null if the call is not on a thread, or leaves it at this very moment. */
    static @Nullable RunningCall of(Call<?> call) {
        Thread thread = call.thread();
        return thread == null || !call.isOnThread() ? null : new RunningCall(call, thread, null);
    }

    /** With the stack of now. */
    static RunningCall withStack(Call<?> call) {
        Thread thread = call.thread();
        return thread == null
                ? new RunningCall(call, Thread.currentThread(), List.of())
                : new RunningCall(call, thread, List.of(thread.getStackTrace()));
    }

    /**
     * What the call is called, see {@link AsyncWrapper#labelled}.
     *
     * @return the label; null for none
     */
    public @Nullable String label() {
        return label;
    }

    /**
     * The thread that the body was on.
     *
     * @return its name
     */
    public String thread() {
        return thread;
    }

    /**
     * How long the body had been running. For a body that began among many that took next to no time, without a
     * listener, this may be a millisecond too long: looking at the clock would have taken as long as running it.
     *
     * @return a duration
     */
    public Duration age() {
        return age;
    }

    /**
     * Whether its future already had an outcome (timeout, cancel, completed by someone else).
     *
     * @return whether it is detached
     */
    public boolean detached() {
        return detached;
    }

    /**
     * Where the body is. In a {@link CloseReport} and for a {@link AsyncListener#stuck} body it is where the body was
     * when that was written; from {@link AsyncWrapper#runningCalls()} it is looked up now, each time, which costs what
     * {@link Thread#getStackTrace()} does.
     *
     * @return the frames, the innermost first; empty if the body is not on its thread any more
     */
    public List<StackTraceElement> stack() {
        Call<?> asked = call;
        if (asked == null) {
            return stack;
        }
        Thread on = asked.thread();
        if (on == null || !asked.isOnThread()) {
            return List.of();
        }
        List<StackTraceElement> now = List.of(on.getStackTrace());
        return asked.isOnThread() ? now : List.of(); // else it may be of what came after it
    }

    @Override
    public String toString() {
        return (label == null ? "" : label + " ") + "on " + thread + " for " + age.toMillis() + " ms"
                + (detached ? ", detached" : "")
                + stack.stream().map(frame -> "\n\tat " + frame).collect(Collectors.joining());
    }
}
