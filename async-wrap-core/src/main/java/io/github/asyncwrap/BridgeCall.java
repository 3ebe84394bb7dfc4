package io.github.asyncwrap;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Submits the blocking end of a bridge. Under {@code callerRuns} it could come to run on the thread that submits it,
 * which is to serve the other end: it would wait for itself, so it fails instead.
 */
final class BridgeCall<V extends @Nullable Object> implements Callable<V> {
    private final View view;
    private final Callable<? extends V> body;
    final Call<V> call;

    /** While it submits. Any other thread may read an old value, but never itself. */
    private @Nullable Thread submitter;

    BridgeCall(View view, Callable<? extends V> body) {
        this.view = view;
        this.body = body;
        this.call = view.newCall(this);
        call.markBridge();
    }

    void submit() {
        submitter = Thread.currentThread();
        try {
            view.door.admission.submit(call);
        } finally {
            submitter = null;
        }
    }

    @Override
    public V call() throws Exception {
        if (submitter == Thread.currentThread()) {
            throw new IllegalStateException(view.queue().name + " - full, and Overflow." + view.door.overflow
                    + " would run the blocking end of a bridge on the thread that made the bridge, where it would wait "
                    + "for itself: use Overflow.reject() or block(...)");
        }
        return body.call();
    }
}
