package io.github.asyncwrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A sink's items as its reader sees them. Not thread-safe, like any iterator; which thread iterates does not matter. */
final class ItemIterator<T> implements Iterator<T> {
    private final Intake<T> intake;
    private @Nullable T next;

    ItemIterator(Intake<T> intake) {
        this.intake = intake;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = intake.take();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return next != null;
    }

    @Override
    public T next() {
        T item = hasNext() ? next : null;
        if (item == null) {
            throw new NoSuchElementException(intake.name() + " - the end of the input has been read");
        }
        next = null;
        return item;
    }
}
