package io.github.asyncwrap;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callbacks that wait to be run on one thread. It serves two ends:
 *
 * <ul>
 *   <li>A callback that completes another future does not run that future's callbacks inside itself: they wait until it
 *       has returned. A chain of any length thus needs the same stack.
 *   <li>A thread of ours that sets an outcome can first do what is urgent (give its slot away, go on to the next
 *       deadline) and run the callbacks afterwards, or hand them to another thread: while it {@linkplain #defer()
 *       defers}, {@link #HERE} only collects.
 * </ul>
 *
 * <p>One thread only ever touches its own trampoline. It also notes what the thread is doing for which door, so that
 * waiting for oneself can be noticed.
 */
final class Trampoline {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);
    private static final ThreadLocal<@Nullable Trampoline> CURRENT = new ThreadLocal<>();

    /** Runs callbacks on the thread that hands them over, one after another, never one inside another. */
    static final Executor HERE = Trampoline::runHere;

    private final @Nullable Trampoline outer;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(4);
    private boolean deferring;

    /** A thread of ours: a flag that a callback leaves must not reach the next one. */
    private boolean clearsFlags;

    /** A callback left its thread's interrupt flag set. */
    private boolean flagLeft;

    /** Whose thread this is: it knows its call and its door, so that for each call only flags are written here. */
    private @Nullable Runner runner;

    /** The call whose body is on this thread now, or was last, if that is nobody's. */
    private @Nullable Call<?> inPlace;

    private boolean inBody;

    /** The delivery whose worker this thread is. */
    @Nullable
    Delivery delivery;

    /** The door of which this thread publishes an outcome now, if it is nobody's. */
    private @Nullable Door publishing;

    /** The runner publishes an outcome now. */
    private boolean runnerPublishes;

    private Trampoline(@Nullable Trampoline outer) {
        this.outer = outer;
    }

    static @Nullable Trampoline current() {
        return CURRENT.get();
    }

    /** Makes this thread one of ours until {@link #uninstall()}: callbacks are collected, and no flag goes from one to the next. */
    static Trampoline installOnOurThread(@Nullable Runner runner) {
        Trampoline installed = install();
        installed.runner = runner;
        installed.deferring = true;
        installed.clearsFlags = true;
        return installed;
    }

    /** Whether a callback left the thread's interrupt flag set, so that its owner may want it back. */
    boolean isFlagLeft() {
        return flagLeft;
    }

    @Nullable
    Trampoline outer() {
        return outer;
    }

    /** Gives this thread a new trampoline, until {@link #uninstall()}. */
    static Trampoline install() {
        Trampoline installed = new Trampoline(CURRENT.get());
        CURRENT.set(installed);
        return installed;
    }

    void uninstall() {
        if (outer == null) {
            CURRENT.remove(); // a thread that is not ours keeps nothing of us
        } else {
            CURRENT.set(outer);
        }
    }

    /** From here on callbacks are collected. */
    void defer() {
        deferring = true;
    }

    /** From here on a callback runs when it is handed over: a body is a caller like any other. */
    void enterBody() {
        inBody = true;
        deferring = false;
    }

    /** The same for a call that no runner has. */
    void enterBody(Call<?> call) {
        inPlace = call;
        enterBody();
    }

    void leaveBody() {
        inBody = false;
        deferring = true;
    }

    /** The call whose body is on this thread now. */
    @Nullable
    Call<?> body() {
        return !inBody ? null : runner == null ? inPlace : runner.current();
    }

    /** From here on the runner publishes an outcome, or does so no more. */
    void runnerPublishes(boolean does) {
        runnerPublishes = does;
    }

    /** The door of which this thread publishes an outcome now: of one publication inside another, the inner one's. */
    private @Nullable Door publishing() {
        return publishing != null ? publishing : runnerPublishes && runner != null ? runner.door : null;
    }

    /** How many outcomes of a door this thread publishes now, one inside the other. */
    int publications(Door door) {
        return (publishing == door ? 1 : 0) + (runnerPublishes && runner != null && runner.door == door ? 1 : 0);
    }

    /** From here on this thread publishes outcomes of a door; gives what is to be told this afterwards. */
    @Nullable
    Door publishing(@Nullable Door door) {
        Door former = publishing;
        publishing = door;
        return former;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Runs what was collected, and what comes of it. */
    void drain() {
        for (Runnable callback; (callback = waiting.poll()) != null; ) {
            runOne(callback);
        }
    }

    /** Hands what was collected to another executor. */
    void drainTo(Executor executor) {
        for (Runnable callback; (callback = waiting.poll()) != null; ) {
            executor.execute(callback);
        }
    }

    /** Runs one callback and what comes of it. */
    void run(Runnable callback) {
        boolean former = deferring;
        deferring = true;
        try {
            runOne(callback);
            drain();
        } finally {
            deferring = former;
        }
    }

    /** Runs an action of ours that completes futures, at once; the callbacks come after the whole of it. */
    static void runDeferred(Runnable action) {
        Trampoline here = CURRENT.get();
        if (here == null) {
            Trampoline installed = install();
            try {
                installed.runThenDrain(action);
            } finally {
                installed.uninstall();
            }
        } else if (here.deferring) {
            action.run();
        } else {
            here.runThenDrain(action);
        }
    }

    /** Runs an action of ours that completes futures, and the callbacks that come of it, before this returns. */
    static void runThrough(Runnable action) {
        Trampoline here = install();
        Trampoline around = here.outer;
        here.clearsFlags = around != null && around.clearsFlags && !around.inBody;
        try {
            here.runThenDrain(action);
        } finally {
            here.uninstall();
        }
    }

    /** Runs an action of ours that completes futures, and hands the callbacks that come of it to an executor. */
    static void runAndHandTo(Executor executor, Runnable action) {
        Trampoline here = install();
        here.defer();
        try {
            action.run();
            here.drainTo(executor);
        } finally {
            here.uninstall();
        }
    }

    private void runThenDrain(Runnable action) {
        deferring = true;
        try {
            action.run();
            drain();
        } finally {
            deferring = false;
        }
    }

    /**
     * Called before this thread waits for something. What is collected behind the callback that waits, here and further
     * out, is handed to other threads, since the callback may be waiting for just that; and a delivery thread makes room
     * for another one.
     *
     * @return what to {@link #resume} afterwards; null for nothing
     */
    static @Nullable Trampoline pause() {
        Trampoline innermost = CURRENT.get();
        for (Trampoline here = innermost; here != null; here = here.outer) {
            here.drainTo(here.elsewhere());
            if (here.delivery != null) {
                here.delivery.pause();
            }
        }
        return innermost;
    }

    /** The wait is over. Waiting for a future may have collected callbacks of it. */
    void resume() {
        for (Trampoline here = this; here != null; here = here.outer) {
            if (here.delivery != null) {
                here.delivery.resume();
            }
            here.drainTo(here.elsewhere());
        }
    }

    private Executor elsewhere() {
        Door door = publishing();
        return delivery != null ? delivery : door != null ? door.delivery : House.SETTING.async();
    }

    /** Whether this thread, here or further out, is in a body of a door. */
    static boolean isInBodyOf(Door door) {
        for (Trampoline here = CURRENT.get(); here != null; here = here.outer) {
            Call<?> body = here.body();
            if (body != null && body.door() == door) {
                return true;
            }
        }
        return false;
    }

    /** Whether this thread, here or further out, is in the body of a call. */
    static boolean isInBody(Call<?> call) {
        for (Trampoline here = CURRENT.get(); here != null; here = here.outer) {
            if (here.body() == call) {
                return true;
            }
        }
        return false;
    }

    /** The body that this thread is in, the innermost if they are nested. */
    static @Nullable Call<?> innermostBody() {
        for (Trampoline here = CURRENT.get(); here != null; here = here.outer) {
            Call<?> body = here.body();
            if (body != null) {
                return body;
            }
        }
        return null;
    }

    private static void runHere(Runnable callback) {
        Trampoline here = CURRENT.get();
        if (here == null) {
            Trampoline installed = install();
            try {
                installed.run(callback);
            } finally {
                installed.uninstall();
            }
        } else if (here.deferring) {
            here.waiting.add(callback);
        } else {
            here.run(callback);
        }
    }

    private void runOne(Runnable callback) {
        runSafely(callback);
        clearFlag();
    }

    /** What ran on this thread may have left its interrupt flag set; it must not reach what comes next. */
    void clearFlag() {
        if (clearsFlags && !inBody && Thread.interrupted()) {
            flagLeft = true;
        }
    }

    /** What a stage's function throws goes into its stage; here arrives only what has no other way out. */
    static void runSafely(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            LOG.error(
                    "A callback of an AsyncFuture threw and nobody else can be told; the other callbacks go on. "
                            + "Catch the exception in the callback {}.",
                    callback,
                    thrown);
        }
    }
}
