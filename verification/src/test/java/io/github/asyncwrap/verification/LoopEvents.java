package io.github.asyncwrap.verification;

import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a loop monitor tells, noted. */
class LoopEvents implements LoopListener {

    /** One event: the beginning of a blockage, its end (with a length), or a refusal (with a reason). */
    record Event(
            @Nullable BlockedLoop loop,
            @Nullable Duration length,
            @Nullable Throwable refusal) {
        boolean isBlocked() {
            return loop != null && length == null;
        }

        BlockedLoop report() {
            if (loop == null) {
                throw new AssertionError("a refusal is no blockage: " + this);
            }
            return loop;
        }
    }

    final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void blocked(BlockedLoop loop) {
        events.add(new Event(loop, null, null));
    }

    @Override
    public void unblocked(BlockedLoop loop, Duration length) {
        events.add(new Event(loop, length, null));
    }

    @Override
    public void refused(String loop, Throwable reason) {
        events.add(new Event(null, null, reason));
    }

    int count() {
        return events.size();
    }

    /** Whether the latest that was told is a beginning. */
    boolean isInABlockage() {
        return !events.isEmpty() && events.get(events.size() - 1).isBlocked();
    }

    BlockedLoop last() {
        return blocked(events.size() - 1);
    }

    /** How long it was; null as long as its end has not been told. */
    @Nullable
    Duration lengthOf(BlockedLoop report) {
        return events.stream()
                .filter(event -> report.equals(event.loop()) && event.length() != null)
                .map(Event::length)
                .findFirst()
                .orElse(null);
    }

    BlockedLoop blocked(int index) {
        return events.get(index).report();
    }

    @Nullable
    Duration length(int index) {
        return events.get(index).length();
    }

    static boolean isIn(BlockedLoop report, String method) {
        return report.stack().stream().anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
