package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.OutcomeKind;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Draws the calls of a wrapper: a row for each, grey while it waited for its turn, then in the colour of its end. */
final class CallTimeline implements AsyncListener {
    private final Timeline timeline;
    private final AtomicInteger submitted = new AtomicInteger();
    private final Map<AsyncFuture<?>, Integer> numbers = new ConcurrentHashMap<>();

    CallTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public void submitted(Event call) {
        int number = submitted.incrementAndGet();
        numbers.put(call.future(), number);
        // An empty bar, so that the rows are in the order in which the calls were made.
        timeline.bar(row(call, number), "submitted", timeline.now(), timeline.now(), Timeline.Kind.WAIT);
    }

    @Override
    public void finished(Event call, OutcomeKind kind) {
        Integer number = numbers.remove(call.future());
        if (number != null) {
            String row = row(call, number);
            long now = timeline.now();
            long started = now - call.ranNanos();
            timeline.bar(row, "waited", Math.max(0, started - call.queuedNanos()), started, Timeline.Kind.WAIT);
            boolean good = kind == OutcomeKind.SUCCEEDED;
            timeline.bar(row, kind.toString(), started, now, good ? Timeline.Kind.GOOD : Timeline.Kind.BAD);
        }
    }

    private static String row(Event call, int number) {
        return number + " " + (call.label() == null ? call.wrapper() : call.label());
    }
}
