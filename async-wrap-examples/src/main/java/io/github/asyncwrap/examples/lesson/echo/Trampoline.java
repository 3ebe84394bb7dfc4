package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One task, which may be deep inside sub-tasks, and is nevertheless somewhere in the middle of nothing: it has no thread. A
 * thread remembers on its stack who has called whom. A task without one needs a stack of its own, and here it is: a pile of
 * those who have delegated and wait. What is called never calls further, it comes back here and says what it wants, and is
 * thrown up again: hence the name. So the thread's stack stays flat, however deep the task is, and whoever waits for a
 * channel gives the whole thread away.
 */
final class Trampoline {
    private final Deque<Step.Caller<?, ?>> callers = new ArrayDeque<>();
    private Step.Routine<?> next;

    /** A task that has not begun. */
    <T extends @Nullable Object> Trampoline(Step.Routine<T> start) {
        next = start;
    }

    /**
     * Runs it until it has to wait.
     *
     * @return for what it waits; null if it has ended
     * @throws IOException if it has failed, and none of those who have delegated knew what to do
     */
    Step.@Nullable WaitFor<?> run() throws IOException {
        while (true) {
            Step<?> step;
            try {
                step = next.next();
            } catch (IOException e) {
                // Goes up as an exception does, from caller to caller; one that does not expect it throws it again.
                Step.Caller<?, ?> caller = callers.poll();
                if (caller == null) {
                    throw e;
                }
                next = afterFailure(caller, e);
                continue;
            }
            if (step instanceof Step.WaitFor<?> wait) {
                next = wait.then();
                return wait;
            } else if (step instanceof Step.Delegate<?, ?> delegation) {
                callers.push(delegation.caller());
                next = delegation.sub();
            } else if (step instanceof Step.Return<?> end) {
                Step.Caller<?, ?> caller = callers.poll();
                if (caller == null) {
                    return null;
                }
                next = afterReturn(caller, end);
            }
        }
    }

    /** That the value is of the type that its caller wants, is what Step.Delegate promises; here it can be seen no more. */
    @SuppressWarnings("unchecked")
    private static <S extends @Nullable Object, T extends @Nullable Object> Step.Routine<T> afterReturn(
            Step.Caller<S, T> caller, Step.Return<?> end) {
        return () -> caller.returned((S) end.value());
    }

    private static <T extends @Nullable Object> Step.Routine<T> afterFailure(Step.Caller<?, T> caller, IOException e) {
        return () -> caller.failed(e);
    }
}
