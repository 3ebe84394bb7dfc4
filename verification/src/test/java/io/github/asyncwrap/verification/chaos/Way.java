package io.github.asyncwrap.verification.chaos;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One way through the door: the door itself, a view, or a view as an executor service.
 *
 * @param name what failures call it
 * @param wrapper the door or view
 * @param executor what calls go through instead, if there is one
 * @param limits all limits that bodies of this way are under
 * @param interruptible whether its bodies may be interrupted
 */
record Way(
        String name,
        AsyncWrapper wrapper,
        @Nullable ListeningExecutorService executor,
        List<Limited> limits,
        boolean interruptible) {

    static Way of(String name, AsyncWrapper wrapper, Limited... limits) {
        return new Way(name, wrapper, null, List.of(limits), true);
    }

    /** The same, with one more rule that is changed. */
    Way then(String rule, AsyncWrapper view) {
        return new Way(name + " " + rule, view, null, limits, interruptible);
    }

    Way uninterruptible() {
        return new Way(name + " uninterruptible", wrapper.uninterruptible(), null, limits, false);
    }

    Way asExecutor() {
        return new Way(
                executor == null ? name + " as executor" : name,
                wrapper,
                wrapper.asExecutorService(),
                limits,
                interruptible);
    }

    /** Null if the call was refused by an exception, as executor services do. */
    @Nullable
    AsyncFuture<Attempt> submit(Callable<Attempt> body) {
        Frame frame = Frame.enter(Frame.Kind.SUBMISSION);
        try {
            return executor == null ? wrapper.call(body) : (AsyncFuture<Attempt>) executor.submit(body);
        } catch (AsyncRejectedException refused) {
            return null;
        } finally {
            frame.exit();
        }
    }
}
