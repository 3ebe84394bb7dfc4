package io.github.asyncwrap;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One call of a {@link Mapping}: a pull of its source, or an element. The mapping is told of its end without a callback. */
final class MappedCall extends OrderedCall<@Nullable Object> {
    private final Mapping<?, ?> mapping;

    /** Its place among the elements; of a pull without meaning. */
    final long index;

    // Guarded by the mapping's lock.

    /** As the next one, the list {@link InFlight}. */
    @Nullable
    MappedCall older;

    @Nullable
    MappedCall newer;

    /** Its result is there, and waits for its turn with a subscriber. */
    boolean isReady;

    @Nullable
    Object result;

    /** Of the thread that submits it; any other may read an old value, but never itself. */
    private @Nullable Thread submitter;

    /** Of the thread of the body: it has ended, and what comes of that is not for the user. */
    private boolean goesOn;

    MappedCall(Mapping<?, ?> mapping, long index, Callable<? extends @Nullable Object> body) {
        super(mapping.view, mapping.setting(), body);
        this.mapping = mapping;
        this.index = index;
    }

    void submit() {
        submitter = Thread.currentThread();
        try {
            view().door.admission.submitPatiently(this);
        } finally {
            submitter = null;
        }
    }

    /** Whether this thread is inside {@link #submit}: then it goes on with what the end entails, and nobody inside it. */
    boolean isBeingSubmittedHere() {
        return submitter == Thread.currentThread();
    }

    @Override
    @SuppressWarnings("NullAway") // without JSpecify mode it takes Call's T for one that is never null
    @Nullable
    Object run(Callable<? extends @Nullable Object> body) throws Throwable {
        try {
            Object value = super.run(body);
            goesOn = mapping.goesOnAfter(this, value);
            return value;
        } catch (Throwable thrown) {
            goesOn = mapping.goesOnAfterFailure(this);
            throw thrown;
        }
    }

    /**
     * As long as the mapping goes on, its calls do not cost the slot a change of threads. What ends the mapping is like a
     * callback, and so is an outcome from elsewhere, after which further calls may be submitted: not on the timer.
     */
    @Override
    boolean hasNoCallbacks() {
        return goesOn && super.hasNoCallbacks();
    }

    @Override
    void ended(@Nullable Object value, @Nullable Throwable failure) {
        mapping.ended(this, value, failure);
    }
}
