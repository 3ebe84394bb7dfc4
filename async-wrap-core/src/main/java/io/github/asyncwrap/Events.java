package io.github.asyncwrap;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener, if there is one, and keeps what it throws from everybody else. */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private final @Nullable AsyncListener listener;
    private final AtomicBoolean logged = new AtomicBoolean();

    Events(@Nullable AsyncListener listener) {
        this.listener = listener;
    }

    boolean isHeard() {
        return listener != null;
    }

    void submitted(Call<?> call) {
        if (listener != null) {
            AsyncListener.Event event = event(call, 0, 0);
            tell(told -> told.submitted(event));
        }
    }

    void started(Call<?> call) {
        if (listener != null) {
            AsyncListener.Event event = event(call, call.startedNanos - call.submittedNanos, 0);
            tell(told -> told.started(event));
        }
    }

    /** The body gave the outcome. */
    void finished(Call<?> call, OutcomeKind kind) {
        if (listener != null) {
            AsyncListener.Event event = sinceStart(call);
            tell(told -> told.finished(event, kind));
        }
    }

    /** Somebody else gave the outcome. */
    void decided(Call<?> call, Measured measured) {
        if (listener != null) {
            AsyncListener.Event event = event(call, measured.queuedNanos(), measured.ranNanos());
            AsyncRejectedException.Reason refusal = measured.refusal();
            if (refusal != null) {
                tell(told -> told.rejected(event, refusal));
            } else {
                tell(told -> told.finished(event, measured.kind()));
            }
            if (measured.detached()) {
                tell(told -> told.detached(event));
            }
        }
    }

    void discarded(Call<?> call, Throwable failure) {
        if (listener != null) {
            AsyncListener.Event event = sinceStart(call);
            tell(told -> told.discarded(event, failure));
        }
    }

    void stuck(RunningCall body) {
        tell(told -> told.stuck(body));
    }

    private static AsyncListener.Event sinceStart(Call<?> call) {
        long ran = call.door().carrier.nanoTime() - call.startedNanos;
        return event(call, call.startedNanos - call.submittedNanos, ran);
    }

    private static AsyncListener.Event event(Call<?> call, long queuedNanos, long ranNanos) {
        return new AsyncListener.Event(call.view().queue().name, call.view().label, queuedNanos, ranNanos, call);
    }

    private void tell(Consumer<AsyncListener> event) {
        if (listener != null) {
            try {
                event.accept(listener);
            } catch (Throwable thrown) {
                if (logged.compareAndSet(false, true)) {
                    LOG.error("The listener {} threw; the calls are not harmed (said once).", listener, thrown);
                }
            }
        }
    }
}
