package io.github.asyncwrap.observe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that did not run a heartbeat in time. Immutable; any thread may use one.
 *
 * @param name what the loop is called, see {@link LoopMonitor#watch}
 * @param thread the name of the thread that ran the loop's last heartbeat; null if none has run yet
 * @param late how long the heartbeat had been waiting when this was written
 * @param stack where the thread was while the loop was blocked, the innermost frame first. Empty if there is nothing to
 *     tell: the blockage was over before the stack could be taken, no heartbeat has run yet, or the loop has left the
 *     thread that ran the last one (a thread for each task)
 */
public record BlockedLoop(String name, @Nullable String thread, Duration late, List<StackTraceElement> stack) {

    /** What is never the cause, since it is there on every loop. */
    private static final List<String> FOREIGN = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "kotlin.",
            "kotlinx.",
            "scala.",
            "io.netty.",
            "io.vertx.",
            "reactor.",
            "io.reactivex.");

    /** Packages of this library that a loop's code may go through. */
    private static final Set<String> OWN =
            Set.of("io.github.asyncwrap", "io.github.asyncwrap.file", "io.github.asyncwrap.observe");

    /**
     * Makes one, for tests of listeners.
     *
     * @param name what the loop is called
     * @param thread the name of its thread; may be null
     * @param late how long the heartbeat has been waiting
     * @param stack the innermost frame first; is copied
     * @throws NullPointerException if anything but the thread is null
     */
    public BlockedLoop {
        requireNonNull(name, "name");
        requireNonNull(late, "late");
        stack = List.copyOf(stack);
    }

    /**
     * Which line blocks the loop, most likely: the innermost frame of the user's code. That is the first one whose class
     * is not in a package that begins with {@code java}, {@code javax}, {@code jdk}, {@code sun}, {@code com.sun},
     * {@code kotlin}, {@code kotlinx}, {@code scala}, {@code io.netty}, {@code io.vertx}, {@code reactor} or
     * {@code io.reactivex}, nor one of this library's.
     *
     * @return the frame; the innermost one of all if none is the user's; null if the stack is empty
     */
    public @Nullable StackTraceElement cause() {
        for (StackTraceElement frame : stack) {
            if (isUsers(frame.getClassName())) {
                return frame;
            }
        }
        return stack.isEmpty() ? null : stack.get(0);
    }

    private static boolean isUsers(String type) {
        return FOREIGN.stream().noneMatch(type::startsWith)
                && !OWN.contains(type.substring(0, Math.max(0, type.lastIndexOf('.'))));
    }

    /** Returns name, thread, lateness and stack, on several lines. */
    @Override
    public String toString() {
        return name + " on " + thread + ", late " + late.toMillis() + " ms"
                + stack.stream().map(frame -> "\n\tat " + frame).collect(Collectors.joining());
    }
}
