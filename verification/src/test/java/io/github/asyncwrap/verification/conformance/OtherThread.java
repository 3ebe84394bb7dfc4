package io.github.asyncwrap.verification.conformance;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A call of something that blocks, on a thread that the test can interrupt. */
final class OtherThread<T extends @Nullable Object> {
    private final FutureTask<T> call;
    private final Thread thread;

    private OtherThread(Callable<T> call) {
        this.call = new FutureTask<>(call);
        this.thread = new Thread(this.call, "other thread");
        thread.setDaemon(true);
        thread.start();
    }

    static <T extends @Nullable Object> OtherThread<T> calls(Callable<T> call) {
        return new OtherThread<>(call);
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean hasReturned() {
        return call.isDone();
    }

    T result() throws ExecutionException, InterruptedException {
        return call.get();
    }
}
