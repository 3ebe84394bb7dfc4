package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * A thread waits for a future: what is done before, and what is taken back afterwards. Nothing, if the future is
 * complete already.
 */
final class Waiting implements AutoCloseable {
    private static final Waiting FOR_NOTHING = new Waiting(null);

    private final @Nullable AsyncFuture<?> future;
    private @Nullable Trampoline paused;

    private Waiting(@Nullable AsyncFuture<?> future) {
        this.future = future;
    }

    /**
     * Begins a wait.
     *
     * @throws IllegalStateException on a guarded thread
     */
    static Waiting of(AsyncFuture<?> future, String what) {
        if (future.isSettled()) {
            return FOR_NOTHING;
        }
        LoopGuard.check(
                what + " on an incomplete AsyncFuture",
                "hang a callback on it (thenAccept, whenComplete, addListener), or wait on another thread");
        Waiting waiting = new Waiting(future);
        waiting.paused = Trampoline.pause();
        return waiting;
    }

    /** Runs in place what the bodies of this thread would wait for in vain; an interrupt stays for later. */
    void help() {
        boolean interrupted = false;
        try {
            for (boolean again = true; again; ) {
                try {
                    helpOnce();
                    again = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The same, for waits that an interrupt ends. */
    void helpInterruptibly() throws InterruptedException {
        if (future != null) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            helpOnce();
        }
    }

    /** Without help: for a timed wait, which must not run something that may take longer. Gives the time that is left. */
    long proceed(long nanos) {
        if (future == null) {
            return nanos;
        }
        Carrier carrier = future.ownSetting().carrier();
        long start = carrier.nanoTime();
        long left = nanos;
        while (left > 0 && !future.isSettled() && carrier.proceed(left)) {
            left = nanos - (carrier.nanoTime() - start);
        }
        return Math.max(0, left);
    }

    private void helpOnce() throws InterruptedException {
        if (future == null) {
            return;
        }
        do {
            if (Trampoline.innermostBody() != null) {
                SelfWait.help(future);
            }
        } while (!future.isSettled() && future.ownSetting().carrier().proceed(Long.MAX_VALUE));
    }

    @Override
    public void close() {
        if (paused != null) {
            paused.resume();
        }
    }
}
