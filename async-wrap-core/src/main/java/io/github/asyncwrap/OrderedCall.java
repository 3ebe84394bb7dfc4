package io.github.asyncwrap;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A call that may have to wait for its turn among others, see {@link Turns}. */
sealed class OrderedCall<T extends @Nullable Object> extends Call<T> permits MappedCall {

    /** Set when it is submitted, under the door's lock. */
    private @Nullable Turns turns;

    /** Those of its batch; on the thread of its body only. */
    private List<Call<?>> along = List.of();

    OrderedCall(View view, Setting setting, Callable<? extends T> body) {
        super(view, setting, body);
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
    List<Call<?>> along() {
        return along;
    }

    /** On the thread of its body. */
    void along(List<Call<?>> calls) {
        along = calls;
    }
}
