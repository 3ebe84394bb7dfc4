package io.github.asyncwrap;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A call that may have to wait for its turn among others, see {@link Turns}. */
sealed class OrderedCall<T extends @Nullable Object> extends Call<T> permits MappedCall {

    /** Set when it is submitted, under the door's lock. */
    private @Nullable Turns turns;

    private boolean bridge;

    /** The batch that its body makes up; on the thread of that only. */
    private @Nullable Batch batch;

    OrderedCall(View view, Setting setting, Callable<? extends T> body) {
        super(view, setting, body);
    }

    @Override
    boolean endsUnlocked() {
        return turns == null && super.endsUnlocked();
    }

    @Override
    @Nullable
    Turns turns() {
        return turns;
    }

    @Override
    void turns(Turns its) {
        turns = its;
    }

    @Override
    boolean isBridge() {
        return bridge;
    }

    /** Before it is submitted. */
    @Override
    void markBridge() {
        bridge = true;
    }

    @Override
    List<Call<?>> along() {
        return batch == null ? List.of() : batch.left();
    }

    /** On the thread of its body. */
    void takesAlong(Batch others) {
        batch = others;
    }
}
