package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.OutcomeKind;
import io.github.asyncwrap.RunningCall;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells several listeners, one after another. One that throws keeps those behind it from hearing. */
final class Listeners implements AsyncListener {
    private final List<AsyncListener> listeners = new CopyOnWriteArrayList<>();

    Listeners(AsyncListener first) {
        listeners.add(first);
    }

    void add(AsyncListener listener) {
        listeners.add(listener);
    }

    @Override
    public void submitted(Event call) {
        listeners.forEach(listener -> listener.submitted(call));
    }

    @Override
    public void started(Event call) {
        listeners.forEach(listener -> listener.started(call));
    }

    @Override
    public void finished(Event call, OutcomeKind kind) {
        listeners.forEach(listener -> listener.finished(call, kind));
    }

    @Override
    public void rejected(Event call, Reason reason) {
        listeners.forEach(listener -> listener.rejected(call, reason));
    }

    @Override
    public void detached(Event call) {
        listeners.forEach(listener -> listener.detached(call));
    }

    @Override
    public void stuck(RunningCall body) {
        listeners.forEach(listener -> listener.stuck(body));
    }

    @Override
    public void discarded(Event call, Throwable failure) {
        listeners.forEach(listener -> listener.discarded(call, failure));
    }
}
