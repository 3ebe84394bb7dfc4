package io.github.asyncwrap.file;

import com.google.common.base.Throwables;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an iterator gives, which says an {@code IOException} in its own way. */
final class IteratorBatches<T> implements Batches<T> {
    private static final int MOST = 256;

    private final Iterator<? extends T> elements;
    private final Closeable opened;
    private @Nullable Throwable failure;

    private IteratorBatches(Iterator<? extends T> elements, Closeable opened) {
        this.elements = elements;
        this.opened = opened;
    }

    static <T> IteratorBatches<T> of(Stream<T> stream) {
        return new IteratorBatches<>(stream.iterator(), stream::close);
    }

    static <T> IteratorBatches<T> of(DirectoryStream<T> directory) {
        return new IteratorBatches<>(directory.iterator(), directory);
    }

    @Override
    public @Nullable List<T> next() throws IOException {
        List<T> batch = new ArrayList<>();
        Throwable failed = failure;
        if (failed == null) {
            try {
                while (batch.size() < MOST && elements.hasNext()) {
                    batch.add(elements.next());
                }
            } catch (UncheckedIOException wrapper) {
                failed = wrapper.getCause();
            } catch (DirectoryIteratorException wrapper) {
                failed = wrapper.getCause();
            } catch (Throwable thrown) { // by a filter, say
                failed = thrown;
            }
        }
        if (!batch.isEmpty()) {
            failure = failed; // its place is behind these
            return batch;
        } else if (failed != null) {
            Throwables.throwIfInstanceOf(failed, IOException.class);
            Throwables.throwIfUnchecked(failed);
            throw new IllegalStateException(failed); // an iterator has no way to throw it
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
