package io.github.asyncwrap.verification.conformance;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A future under the test's control, and what stands behind it. */
final class Source<V> implements AutoCloseable {
    final CompletableFuture<V> future;
    final V value;
    final Exception failure = new IOException("disk");
    private final @Nullable AsyncWrapper door;
    private final List<Gate> gates;

    /** One that is ended by completing it. */
    Source(CompletableFuture<V> future, V value) {
        this.future = future;
        this.value = value;
        this.door = null;
        this.gates = List.of();
    }

    /** One that is ended by its bodies, the one that gives the outcome first; without any, by completing it. */
    Source(CompletableFuture<V> future, V value, AsyncWrapper door, Gate... bodies) {
        this.future = future;
        this.value = value;
        this.door = door;
        this.gates = List.of(bodies);
    }

    /** Ends the future. If it has a body, that is done by another thread, a moment later. */
    void end(Ending ending) {
        if (ending == Ending.CANCELLATION) {
            future.cancel(true);
        } else if (gates.isEmpty()) {
            boolean unused = ending == Ending.VALUE ? future.complete(value) : future.completeExceptionally(failure);
        } else {
            if (ending == Ending.FAILURE) {
                gates.get(0).fail(failure);
            } else {
                gates.get(0).releaseAll();
            }
            gates.forEach(gate -> {
                if (gate != gates.get(0)) {
                    gate.releaseAll();
                }
            });
        }
    }

    /** Ends the future and waits until it has ended. */
    void endNow(Ending ending) throws InterruptedException {
        end(ending);
        try {
            future.get();
        } catch (ExecutionException | CancellationException asExpected) {
            // it has ended
        }
    }

    @Override
    public void close() {
        future.cancel(true);
        gates.forEach(Gate::close);
        if (door != null) {
            door.close();
        }
    }
}
