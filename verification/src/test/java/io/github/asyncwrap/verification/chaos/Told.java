package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.RunningCall;
import io.github.asyncwrap.verification.Heard;
import java.util.concurrent.atomic.AtomicLong;

/** What a listener was told; now and then it throws. */
final class Told extends Heard {
    private static final int THROWS_ONCE_IN = 997;

    final AtomicLong stuck = new AtomicLong();

    @Override
    public void started(Event call) {
        super.started(call);
        if (started.get() % THROWS_ONCE_IN == 0) {
            throw new IllegalStateException("a listener that throws");
        }
    }

    @Override
    public void stuck(RunningCall body) {
        stuck.incrementAndGet();
    }
}
