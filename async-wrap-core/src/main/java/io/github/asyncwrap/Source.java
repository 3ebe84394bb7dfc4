package io.github.asyncwrap;

import io.github.asyncwrap.SourceSubscription.Writer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A publisher of what a blocking writer writes. The writer is called once, for the one subscriber that there may be. */
final class Source<T> implements Flow.Publisher<T> {
    private final View view;
    private final Window<? super T> window;
    private final AtomicReference<@Nullable Writer<T>> unused;

    Source(View view, Window<? super T> window, Writer<T> writer) {
        this.view = view;
        this.window = window;
        this.unused = new AtomicReference<>(writer);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Writer<T> writer = unused.getAndSet(null);
        if (writer != null) {
            new SourceSubscription<>(view, window, writer, subscriber).start();
        } else {
            NoSubscription.refuse(
                    subscriber,
                    new InContext(view, view.door.contexts.capture()).forAsync(),
                    view.queue().name + " - this publisher has had its subscriber, and its writer writes once: make a "
                            + "publisher for each");
        }
    }

    @Override
    public String toString() {
        return "source " + view.queue().name + (unused.get() == null ? " (subscribed to)" : " (not subscribed to)");
    }
}
