package io.github.asyncwrap;

import com.google.common.util.concurrent.ListenableFuture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A future that has the outcome of somebody else's {@code ListenableFuture}, and cancels that if it gets another one. */
final class FromListenable<T extends @Nullable Object> extends AsyncFuture<T> {
    private static final VarHandle LATE;

    static {
        try {
            LATE = MethodHandles.lookup().findVarHandle(FromListenable.class, "late", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ListenableFuture<? extends T> source;

    /** A consumer of a value that comes too late, or such a value; see {@link LateValue}. */
    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private volatile @Nullable Object late;

    private FromListenable(ListenableFuture<? extends T> source) {
        super(House.SETTING);
        this.source = source;
    }

    @SuppressWarnings("unchecked") // nobody can put a T into a future that is only read
    static <T extends @Nullable Object> AsyncFuture<T> of(ListenableFuture<? extends T> source) {
        if (source instanceof AsyncFuture<?>) {
            return (AsyncFuture<T>) source;
        }
        FromListenable<T> future = new FromListenable<>(source);
        source.addListener(future::sourceIsDone, Trampoline.HERE);
        return future;
    }

    private void sourceIsDone() {
        try {
            T value = source.get(); // it is done, this does not wait
            if (!super.complete(value) && value != null) {
                LateValue.came(this, this, LATE, value);
            }
        } catch (CancellationException cancelled) {
            super.cancelThis(false);
        } catch (ExecutionException failed) {
            super.completeExceptionally(failed.getCause() == null ? failed : failed.getCause());
        } catch (Throwable broken) {
            super.completeExceptionally(broken);
        }
    }

    @Override
    public boolean complete(T value) {
        return stopIf(super.complete(value), true);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return stopIf(super.completeExceptionally(failure), true);
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        boolean first = !isSettled();
        boolean cancelled = super.cancelThis(mayInterruptIfRunning);
        stopIf(first && cancelled, mayInterruptIfRunning);
        return cancelled;
    }

    private boolean stopIf(boolean completed, boolean mayInterrupt) {
        if (completed) {
            source.cancel(mayInterrupt);
        }
        return completed;
    }

    @Override
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        LateValue.wanted(this, this, LATE, Objects.requireNonNull(consumer, "consumer"));
        return this;
    }
}
