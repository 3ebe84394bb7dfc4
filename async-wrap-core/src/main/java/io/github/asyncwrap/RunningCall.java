package io.github.asyncwrap;

import java.time.Duration;
import java.util.List;

/**
 * A body that was on a thread when somebody looked.
 *
 * @param thread the name of its thread
 * @param age how long it had been running
 * @param detached whether its future already had an outcome
 * @param stack where it was, the innermost frame first; empty if it returned while it was being looked at
 */
public record RunningCall(String thread, Duration age, boolean detached, List<StackTraceElement> stack) {

    /**
     * Copies the stack.
     *
     * @param thread as above
     * @param age as above
     * @param detached as above
     * @param stack as above
     */
    public RunningCall {
        stack = List.copyOf(stack);
    }
}
