package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Cancels an operation at a certain moment, and sees to it that the body has been told before it goes on. */
final class Cancelled {
    private Cancelled() {}

    /**
     * Cancels while a listener is told for the nth time, and returns when the body is over.
     *
     * @param operation is to be given the options, and perhaps more of them
     */
    static void inProgress(int nth, BiFunction<AsyncTrees, TreeOptions, AsyncFuture<?>> operation) {
        DeterministicCarrier carrier = DeterministicCarrier.step();
        AsyncWrapper disk = AsyncWrapper.builder("disk", 1).carrier(carrier).build();
        AtomicInteger told = new AtomicInteger();
        try (Gate gate = Gate.create()) {
            AsyncFuture<?> future =
                    operation.apply(AsyncTrees.on(disk), TreeOptions.defaults().progress(done -> {
                        if (told.incrementAndGet() == nth) {
                            gate.runnable().run();
                        }
                    }));
            carrier.runAll();
            assertThat(gate.inside()).as("bodies that are in their listener").isEqualTo(1);
            assertThat(future.cancel(true)).isTrue();
            carrier.runAll();
            assertThat(future.stopped()).isNotDone();
            gate.releaseAll();
            carrier.runAll();
            assertThat(future.stopped()).isDone();
            assertThat(told).hasValue(nth);
            assertThat(gate.interruptions()).isZero();
        }
        disk.close();
    }
}
