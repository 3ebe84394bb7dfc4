package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A consumer whose items are the calls of a view with a line and turns of its own. */
final class SerialConsumer<T> implements AsyncConsumer<T>, Origin {
    private final View view;
    private final Turns turns;
    private final ThrowingConsumer<? super Item<T>> step;
    private final AsyncFuture<Void> end;
    private final Stopped over;

    private volatile boolean stopsOnError;

    /** Written by the body that failed, before the next one has its turn. */
    private volatile @Nullable Throwable stoppedBy;

    private SerialConsumer(View parent, int capacity, Turns turns, ThrowingConsumer<? super Item<T>> step) {
        this.view = parent.serial(capacity, turns);
        this.turns = turns;
        this.step = step;
        this.over = Stopped.ofAll(view, this);
        this.end = new AsyncFuture<>(this);
    }

    /** One item at a time. */
    static <T> AsyncConsumer<T> single(View view, int capacity, ThrowingConsumer<? super T> consumer) {
        Turns turns = Turns.ofConsumer(view, 1, 0);
        return new SerialConsumer<T>(view, capacity, turns, item -> consumer.accept(item.value));
    }

    /** Several items at a time; not to be interrupted because of one of them. */
    static <T> AsyncConsumer<T> batching(
            View view, ThrowingConsumer<? super List<T>> consumer, int maxBatch, long lingerNanos) {
        Turns turns = Turns.ofConsumer(view, maxBatch, lingerNanos);
        int capacity = Math.max(maxBatch, view.door.maxPending(view.queue()));
        return new SerialConsumer<T>(view.uninterruptible(), capacity, turns, item -> consumeBatch(item, consumer));
    }

    private static <T> void consumeBatch(Item<T> first, ThrowingConsumer<? super List<T>> consumer) throws Exception {
        Batch batch = new Batch((OrderedCall<?>) Objects.requireNonNull(Trampoline.innermostBody()));
        Throwable failed = null;
        try {
            List<T> items = new ArrayList<>(batch.bodies().size() + 1);
            items.add(first.value);
            for (Callable<?> body : batch.bodies()) {
                items.add(first.its.itemOf(body).value);
            }
            consumer.accept(Collections.unmodifiableList(items));
        } catch (Throwable failure) {
            failed = failure;
            throw failure;
        } finally {
            batch.end(failed);
        }
    }

    @SuppressWarnings("unchecked") // all calls of the view are items of this
    private Item<T> itemOf(Callable<?> body) {
        return (Item<T>) body;
    }

    @Override
    public AsyncFuture<Void> accept(T item) {
        return submit(new Item<>(this, Objects.requireNonNull(item, "item")));
    }

    /** The only value of a Void is null, which no annotation can say of a type that callers write as Void. */
    @SuppressWarnings("NullAway")
    private AsyncFuture<Void> submit(Callable<@Nullable Void> item) {
        return view.submit(item);
    }

    @Override
    public AsyncFuture<Void> ready() {
        return view.queue().ready.add(view);
    }

    @Override
    public AsyncConsumer<T> stopOnError() {
        stopsOnError = true;
        return this;
    }

    @Override
    public AsyncFuture<Void> finish() {
        view.door.closeView(view);
        view.line.whenQuiet(this::finished);
        return end.copy();
    }

    private void finished() {
        end.settle(null, stoppedBy);
        over.fire();
    }

    /** One item, and the body of its call. */
    private record Item<T>(SerialConsumer<T> its, T value) implements Callable<@Nullable Void> {
        @Override
        public @Nullable Void call() throws Exception {
            its.consume(this);
            return null;
        }
    }

    private void consume(Item<T> item) throws Exception {
        Throwable stopped = stoppedBy;
        if (stopped != null) {
            throw new IllegalStateException(
                    view.queue().name + " - the consumer was stopped by an earlier item: " + stopped, stopped);
        }
        try {
            step.accept(item);
        } catch (Throwable failure) {
            if (stopsOnError && isConsumers()) {
                stoppedBy = failure;
            }
            throw failure;
        }
    }

    /** Whether what was thrown is the consumer's failure: it may be of an interrupt, but not for several items. */
    private boolean isConsumers() {
        Call<?> call = Trampoline.innermostBody();
        return turns.maxBatch > 1 || (call != null && !call.isDetached());
    }

    // What is behind the end: the items, one after another.

    @Override
    public Setting setting() {
        return view;
    }

    /** The item that is next, for a body of this wrapper. */
    @Override
    public @Nullable Call<?> toRunInPlace(boolean anywhere, List<CompletableFuture<?>> news) {
        return Trampoline.isInBodyOf(view.door) ? turns.firstBefore(null, news) : null;
    }

    @Override
    public AsyncFuture<Void> stopSignal() {
        return over;
    }

    @Override
    public String toString() {
        return "AsyncConsumer " + view;
    }
}
