package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.OutcomeKind;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A listener that counts, to be compared with the figures at the end. */
public class Heard implements AsyncListener {
    public final AtomicLong submitted = new AtomicLong();
    public final AtomicLong started = new AtomicLong();
    public final AtomicLong rejected = new AtomicLong();
    public final AtomicLong detached = new AtomicLong();
    public final AtomicLong discarded = new AtomicLong();
    private final Map<OutcomeKind, AtomicLong> finished = new ConcurrentHashMap<>();

    @Override
    public void submitted(Event call) {
        submitted.incrementAndGet();
    }

    @Override
    public void started(Event call) {
        started.incrementAndGet();
    }

    @Override
    public void finished(Event call, OutcomeKind kind) {
        finished.computeIfAbsent(kind, unused -> new AtomicLong()).incrementAndGet();
    }

    @Override
    public void rejected(Event call, Reason reason) {
        rejected.incrementAndGet();
    }

    @Override
    public void detached(Event call) {
        detached.incrementAndGet();
    }

    @Override
    public void discarded(Event call, Throwable failure) {
        discarded.incrementAndGet();
    }

    public long finished(OutcomeKind kind) {
        AtomicLong count = finished.get(kind);
        return count == null ? 0 : count.get();
    }

    /** Of a wrapper on which nothing goes on any more. */
    void assertAgreesWith(AsyncStats stats) {
        assertThat(submitted).as("submitted").hasValue(stats.submitted());
        assertThat(finished(OutcomeKind.SUCCEEDED)).as("succeeded").isEqualTo(stats.succeeded());
        assertThat(finished(OutcomeKind.FAILED)).as("failed").isEqualTo(stats.failed());
        assertThat(finished(OutcomeKind.CANCELLED)).as("cancelled").isEqualTo(stats.cancelled());
        assertThat(finished(OutcomeKind.TIMED_OUT)).as("timedOut").isEqualTo(stats.timedOut());
        assertThat(finished(OutcomeKind.REJECTED)).as("a refusal is no outcome").isZero();
        assertThat(rejected).as("rejected").hasValue(stats.rejected());
        assertThat(started.get()).as("started").isBetween(stats.succeeded() > 0 ? 1L : 0L, stats.submitted());
        assertThat(detached.get()).as("detached").isLessThanOrEqualTo(started.get());
        assertThat(discarded.get()).as("discarded").isLessThanOrEqualTo(detached.get());
    }
}
