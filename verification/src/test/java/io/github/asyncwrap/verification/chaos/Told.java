package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.OutcomeKind;
import io.github.asyncwrap.RunningCall;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a listener was told; now and then it throws. */
final class Told implements AsyncListener {
    private static final int THROWS_ONCE_IN = 997;

    final AtomicLong submitted = new AtomicLong();
    final AtomicLong started = new AtomicLong();
    final AtomicLong rejected = new AtomicLong();
    final AtomicLong detached = new AtomicLong();
    final AtomicLong stuck = new AtomicLong();
    final AtomicLong discarded = new AtomicLong();
    private final Map<OutcomeKind, Long> finished = new ConcurrentHashMap<>();

    long finished(OutcomeKind kind) {
        return finished.getOrDefault(kind, 0L);
    }

    @Override
    public void submitted(Event call) {
        submitted.incrementAndGet();
    }

    @Override
    public void started(Event call) {
        if (started.incrementAndGet() % THROWS_ONCE_IN == 0) {
            throw new IllegalStateException("a listener that throws");
        }
    }

    @Override
    public void finished(Event call, OutcomeKind kind) {
        finished.merge(kind, 1L, Long::sum);
    }

    @Override
    public void rejected(Event call, AsyncRejectedException.Reason reason) {
        rejected.incrementAndGet();
    }

    @Override
    public void detached(Event call) {
        detached.incrementAndGet();
    }

    @Override
    public void stuck(RunningCall body) {
        stuck.incrementAndGet();
    }

    @Override
    public void discarded(Event call, Throwable failure) {
        discarded.incrementAndGet();
    }
}
