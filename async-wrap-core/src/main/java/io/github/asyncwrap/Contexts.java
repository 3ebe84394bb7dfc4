package io.github.asyncwrap;

import io.github.asyncwrap.ContextCapture.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is captured for a call, as one. Neither a capture that throws nor one that forgets its task harms anything. */
final class Contexts {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private final List<ContextCapture> captures;
    private final AtomicBoolean logged = new AtomicBoolean();

    private Contexts(List<ContextCapture> captures) {
        this.captures = List.copyOf(captures);
    }

    /** The MDC, those that the class path offers, and those given. */
    static Contexts with(List<ContextCapture> given) {
        List<ContextCapture> all = new ArrayList<>();
        if (MdcCapture.isOfUse()) {
            all.add(new MdcCapture());
        }
        ServiceLoader.load(ContextCapture.class).forEach(all::add);
        all.addAll(given);
        return new Contexts(all);
    }

    /** Null if there is nothing to put around anything. */
    @Nullable
    Snapshot capture() {
        Snapshot all = null;
        for (int i = captures.size() - 1; i >= 0; i--) { // the first is the outermost
            Snapshot one = capture(captures.get(i));
            if (one == MdcCapture.EMPTY && all == null) {
                all = one; // throws nothing, and forgets no task
            } else if (one != null) {
                Snapshot inner = all;
                all = inner == null ? task -> once(one, task) : task -> once(one, () -> inner.around(task));
            }
        }
        return all;
    }

    private @Nullable Snapshot capture(ContextCapture capture) {
        try {
            return capture.capture();
        } catch (Throwable thrown) {
            log(capture, thrown);
            return null;
        }
    }

    private void once(Snapshot snapshot, Runnable task) {
        Once once = new Once(task);
        try {
            snapshot.around(once);
        } catch (Throwable thrown) {
            log(snapshot, thrown);
        }
        once.run();
    }

    private void log(Object culprit, Throwable thrown) {
        if (logged.compareAndSet(false, true)) {
            LOG.warn("{} threw; what it should have carried along is missing (said once).", culprit, thrown);
        }
    }

    /** Runs a body inside what was captured for it. */
    static <T extends @Nullable Object> T call(Snapshot context, Callable<? extends T> body) throws Throwable {
        if (context == MdcCapture.EMPTY) {
            return MdcCapture.callEmpty(body);
        }
        Result<T> result = new Result<>(body);
        context.around(result);
        return result.get();
    }

    /** A task that is run by its context, and afterwards once more by us in case it was not. One thread. */
    private static final class Once implements Runnable {
        private @Nullable Runnable task;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            Runnable running = task;
            task = null;
            if (running != null) {
                running.run();
            }
        }
    }

    private static final class Result<T extends @Nullable Object> implements Runnable {
        private final Callable<? extends T> body;
        private @Nullable T value;
        private @Nullable Throwable thrown;

        Result(Callable<? extends T> body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                value = body.call();
            } catch (Throwable failure) {
                thrown = failure;
            }
        }

        @SuppressWarnings("NullAway") // null is a T where the body said so
        T get() throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
            return value;
        }
    }
}
