package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.OutcomeKind;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows the calls that are not over. A call that has been told to end is not complete yet at that moment, so that it is
 * looked at again later, when another one comes or somebody asks: this holds a few calls too many, but never all that ever
 * were.
 */
final class WatchedCalls implements AsyncListener {
    private static final int LOOKS = 4;

    private final Map<AsyncFuture<?>, WatchedCall> calls = new ConcurrentHashMap<>();
    private final Queue<AsyncFuture<?>> ended = new ConcurrentLinkedQueue<>();

    @Override
    public void submitted(Event call) {
        for (int i = 0; i < LOOKS; i++) {
            forgetIfOver(ended.poll());
        }
        calls.put(call.future(), new WatchedCall(call));
    }

    private void forgetIfOver(@Nullable AsyncFuture<?> future) {
        WatchedCall call = future == null ? null : calls.get(future);
        if (call != null && call.isOver()) {
            calls.remove(call.future);
        } else if (call != null) {
            ended.add(call.future);
        }
    }

    @Override
    public void started(Event call) {
        with(call, WatchedCall::started);
    }

    @Override
    public void finished(Event call, OutcomeKind kind) {
        ended.add(call.future());
    }

    @Override
    public void rejected(Event call, Reason reason) {
        ended.add(call.future());
    }

    @Override
    public void detached(Event call) {
        with(call, watched -> watched.detached = true);
    }

    private void with(Event call, Consumer<WatchedCall> change) {
        WatchedCall watched = calls.get(call.future());
        if (watched != null) {
            change.accept(watched);
        }
    }

    /** Those that are not over, in no order. */
    List<WatchedCall> open() {
        calls.values().removeIf(WatchedCall::isOver);
        return List.copyOf(calls.values());
    }

    /** How many it holds, those included that are over. */
    int known() {
        return calls.size();
    }

    /** What is left is of a test that has ended and has been told. */
    void forgetAll() {
        calls.clear();
        ended.clear();
    }
}
