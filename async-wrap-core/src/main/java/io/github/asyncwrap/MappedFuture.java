package io.github.asyncwrap;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the elements of a {@link Mapping} come to, as one future. However it ends, the mapping does with it. */
final class MappedFuture<T extends @Nullable Object> extends AsyncFuture<T> implements Mapping.Result {

    /** Takes the results of the elements. Used under the lock of the mapping. */
    interface Collector<T extends @Nullable Object> {
        /** How many there may be. */
        long most();

        /** At any index, each once. */
        void set(long index, @Nullable Object value);

        T finished();
    }

    private final Mapping<?, ?> mapping;
    private final boolean ordered;

    // Guarded by the lock of the mapping.
    private @Nullable Collector<T> collector;
    private long taken;

    MappedFuture(Mapping<?, ?> mapping, boolean ordered, Collector<T> collector) {
        super(mapping);
        this.mapping = mapping;
        this.ordered = ordered;
        this.collector = collector;
    }

    AsyncFuture<T> begin() {
        mapping.into(this);
        mapping.proceed();
        return this;
    }

    @Override
    public boolean wants(long elements) {
        if (collector != null && elements >= collector.most()) {
            mapping.exhausted(new IllegalStateException("more than " + collector.most()
                    + " elements do not fit into a list: use forEach, or publish them"));
            return false;
        }
        return true;
    }

    @Override
    public boolean took(MappedCall element, @Nullable Object value) {
        if (collector != null) {
            collector.set(ordered ? element.index : taken, value);
            taken++;
        }
        return true;
    }

    @Override
    public void look() {
        Throwable failure;
        Collector<T> all;
        mapping.lock.lock();
        try {
            failure = mapping.sourceFailure();
            all = collector;
            if (mapping.isOver() || all == null || !(mapping.isDrained() || failure != null)) {
                return;
            }
        } finally {
            mapping.lock.unlock();
        }
        if (failure != null) {
            mapping.end(failure);
        } else if (mapping.stop()) {
            mapping.close(() -> settle(all.finished(), null), true);
        }
    }

    @Override
    public void fail(Throwable failure) {
        settle(null, failure);
        forget();
    }

    /** What was collected is of no use. */
    private void forget() {
        mapping.lock.lock();
        try {
            collector = null;
        } finally {
            mapping.lock.unlock();
        }
    }

    @Override
    public boolean isWatched() {
        return getNumberOfDependents() > 0;
    }

    /** First nothing more begins, then there is the outcome, then what is in flight is cancelled, then callbacks run. */
    private boolean endedFromOutside(BooleanSupplier completion, boolean mayInterrupt) {
        if (!mapping.stop()) {
            return completion.getAsBoolean();
        }
        boolean[] first = new boolean[1];
        mapping.close(() -> first[0] = completion.getAsBoolean(), mayInterrupt);
        forget();
        return first[0];
    }

    @Override
    public boolean complete(T value) {
        return endedFromOutside(() -> super.complete(value), true);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return endedFromOutside(() -> super.completeExceptionally(failure), true);
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        return endedFromOutside(() -> super.cancelThis(mayInterruptIfRunning), mayInterruptIfRunning);
    }
}
