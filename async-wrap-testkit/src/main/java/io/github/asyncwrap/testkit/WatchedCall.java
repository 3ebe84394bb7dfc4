package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link LeakCheck} knows of a call that may not be over. */
final class WatchedCall {
    final AsyncFuture<?> future;
    private final String name;
    private final String submitter = Thread.currentThread().getName();
    private final List<StackTraceElement> origin = Origins.callers(Origins.FRAMES);

    /** Written when the body begins. */
    private volatile @Nullable Thread thread;

    volatile boolean detached;

    /** On the submitting thread. */
    WatchedCall(Event call) {
        this.future = call.future();
        this.name = call.wrapper() + (call.label() == null ? "" : "/" + call.label());
    }

    /** On the thread of the body. */
    void started() {
        thread = Thread.currentThread();
    }

    /** It has its outcome, and its body is off its thread. */
    boolean isOver() {
        return future.isDone() && (!detached || future.stopped().isDone());
    }

    /** What is wrong with it, and where it comes from. */
    String describe() {
        Thread on = thread;
        StringBuilder text = new StringBuilder(name).append(" - ");
        if (on == null) {
            text.append("a call is pending, it never began");
        } else {
            text.append(future.isDone() ? "a call has its outcome, but its body is" : "a call is")
                    .append(" still running on ")
                    .append(on.getName())
                    .append(Origins.of(on));
        }
        text.append("\n    submitted by ").append(submitter);
        return text.append(origin.isEmpty() ? ", inside the library" : Origins.lines("from", origin))
                .toString();
    }
}
