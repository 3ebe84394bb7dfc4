package io.github.asyncwrap.examples.lesson.door;

import com.google.common.base.Throwables;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Problems;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Waits for futures where a thread may wait: in a {@code main}, or a demo, but never on an event loop. */
final class Awaited {
    private Awaited() {}

    /** The value, or what the body threw, as it threw it. */
    static <T extends @Nullable Object> T get(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            Throwables.throwIfInstanceOf(cause, IOException.class);
            Throwables.throwIfUnchecked(cause);
            throw new LessonException(Problems.describe(cause), cause);
        }
    }
}
