package io.github.asyncwrap;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.MapMaker;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Says which threads must never be blocked, such as the event loops of Netty or Vert.x. On such a thread whatever would
 * block for a wrapper throws {@link IllegalStateException} at once, and says what to do instead: {@code get} and
 * {@code join} on an incomplete {@link AsyncFuture} ({@code get(0, …)} is allowed), a call that {@link Overflow#block}
 * would keep waiting or {@link Overflow#callerRuns()} would run, {@code close} of a wrapper, {@code invokeAll},
 * {@code invokeAny}, {@code awaitTermination} and {@code close} of an executor view, and the blocking ends of sinks and
 * sources: their streams, iterators and consumers.
 *
 * <p>The marks hold for all wrappers of the process; marking a thread does not keep it from being collected. All methods
 * may be called from any thread. It does not find out by itself which threads are event loops, and it does not notice
 * blocking by other means.
 */
public final class LoopGuard {
    private static final Set<Thread> THREADS =
            Collections.newSetFromMap(new MapMaker().weakKeys().makeMap());
    private static final List<Predicate<? super Thread>> PREDICATES = new CopyOnWriteArrayList<>();

    /** Until something is marked, asking costs a read. */
    private static volatile boolean used;

    private LoopGuard() {}

    /**
     * Marks a thread.
     *
     * @param thread an event loop
     */
    public static void mark(Thread thread) {
        THREADS.add(requireNonNull(thread, "thread"));
        used = true;
    }

    /**
     * Takes the mark from a thread; does nothing if it has none.
     *
     * @param thread the thread
     */
    public static void unmark(Thread thread) {
        THREADS.remove(requireNonNull(thread, "thread"));
    }

    /**
     * Marks all threads that a predicate knows, for a framework's: {@code LoopGuard.mark(thread -> thread instanceof
     * FastThreadLocalThread)}.
     *
     * @param predicate is asked by the thread itself, when it would block; must be quick and may not throw
     */
    public static void mark(Predicate<? super Thread> predicate) {
        PREDICATES.add(requireNonNull(predicate, "predicate"));
        used = true;
    }

    /**
     * Takes a predicate back; does nothing if it was not given.
     *
     * @param predicate the same object that was given to {@link #mark(Predicate)}
     */
    public static void unmark(Predicate<? super Thread> predicate) {
        PREDICATES.remove(requireNonNull(predicate, "predicate"));
    }

    static boolean isGuarded() {
        if (!used) {
            return false;
        }
        Thread thread = Thread.currentThread();
        return THREADS.contains(thread) || PREDICATES.stream().anyMatch(predicate -> predicate.test(thread));
    }

    /** Throws if this thread must not be blocked. */
    static void check(String what, String instead) {
        if (isGuarded()) {
            throw blocked(what, instead);
        }
    }

    static IllegalStateException blocked(String what, String instead) {
        return new IllegalStateException(what + " would block the thread '"
                + Thread.currentThread().getName() + "', which is marked as an event loop: " + instead);
    }
}
