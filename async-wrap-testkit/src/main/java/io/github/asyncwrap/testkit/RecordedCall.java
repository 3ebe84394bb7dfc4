package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncListener.Event;
import org.jspecify.annotations.Nullable;

/** What a {@link Recorder} knows of a call. Its monitor guards all: several threads tell of one call. */
final class RecordedCall {
    private final String name;
    private final long submitted;
    private @Nullable Long started;
    private @Nullable Long ended;
    private @Nullable Long bodyEnded;
    private @Nullable String thread;
    private boolean detached;
    private Ending ending = Ending.NONE;

    RecordedCall(int number, Event call, long now) {
        String full = call.wrapper() + (call.label() == null ? "" : "/" + call.label());
        this.name = "#" + number + " " + full.replaceAll("\\R", " "); // a call has one line
        this.submitted = now;
    }

    synchronized void started(long now) {
        started = now;
        thread = Thread.currentThread().getName();
    }

    synchronized void ended(long now, Ending how) {
        ended = now;
        ending = how;
    }

    synchronized void detached() {
        detached = true;
    }

    synchronized void bodyEnded(long now) {
        bodyEnded = now;
    }

    synchronized Bar bar(long now) {
        long end = ended == null ? now : ended;
        long bodyEnd = !detached ? end : bodyEnded == null ? now : bodyEnded;
        // A start may be told after the end that somebody else has decided.
        long start = started == null ? end : Math.min(started, end);
        return new Bar(name, submitted, start, end, Math.max(end, bodyEnd), started != null, thread, ending);
    }
}
