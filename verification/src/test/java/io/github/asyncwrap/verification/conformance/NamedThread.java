package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.conformance.StageMethod.Mode;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** An executor whose thread can be told from others, and which functions run where. */
final class NamedThread {
    private static final String NAME = "on-executor";
    static final Executor EXECUTOR = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, NAME);
        thread.setDaemon(true);
        return thread;
    });

    private NamedThread() {}

    /**
     * Checks where a function ran.
     *
     * @param ours whether it hung on an AsyncFuture
     * @param byItsBody whether the future was completed by its body, not by the calling thread
     */
    static void check(Thread thread, Mode mode, boolean ours, boolean byItsBody) {
        if (mode == Mode.ON_EXECUTOR) {
            assertThat(thread.getName()).isEqualTo(NAME);
        } else if (mode == Mode.PLAIN && !byItsBody) {
            assertThat(thread).isSameAs(Thread.currentThread());
        } else if (ours) {
            assertThat(thread.getName()).startsWith("db-");
        } else {
            assertThat(thread).isNotSameAs(Thread.currentThread());
        }
    }
}
