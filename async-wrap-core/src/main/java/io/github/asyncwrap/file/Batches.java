package io.github.asyncwrap.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements that are read many at a time, by one body after another. */
interface Batches<T> extends Closeable {
    /** The next ones, at least one; null at the end. Once this has thrown it is not called again. */
    @Nullable
    List<T> next() throws IOException;
}
