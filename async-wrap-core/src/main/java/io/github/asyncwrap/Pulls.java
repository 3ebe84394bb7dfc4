package io.github.asyncwrap;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The body of the calls that pull an iterator: one element each, the iterator itself in the first. One at a time. */
final class Pulls implements Callable<@Nullable Object> {
    private final Iterable<?> source;
    private @Nullable Iterator<?> iterator;

    Pulls(Iterable<?> source) {
        this.source = source;
    }

    @Override
    public @Nullable Object call() {
        Iterator<?> pulled = iterator;
        if (pulled == null) {
            pulled = Objects.requireNonNull(source.iterator(), "the source's iterator() gave null");
            iterator = pulled;
        }
        return pulled.hasNext() ? pulled.next() : Mapping.END;
    }
}
