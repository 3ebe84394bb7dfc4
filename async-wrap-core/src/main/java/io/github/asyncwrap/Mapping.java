package io.github.asyncwrap;

import io.github.asyncwrap.ContextCapture.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run of a mapping: elements come from a source, each goes through the function as one call, and what comes of it
 * into a {@link Result}.
 *
 * <p><b>The source</b> either is pulled, each pull being one call as well, at most one at a time; or it pushes
 * ({@link Upstream}). <b>The window</b>: {@link #open} counts the elements that have come from the source and are not in
 * the result yet, and never exceeds it (unless it has just become smaller).
 *
 * <p><b>Who drives it.</b> Nobody in particular: whoever publishes the outcome of a call ({@link #ended}), hands over an
 * element or frees a place. Each notes under the lock what has happened, takes there what is to be done because of it
 * (one decision, so that two never do the same), and does it without the lock ({@link #proceed}). A call that is refused
 * inside its submission only notes: the submitter looks again anyway. So nothing nests.
 *
 * <p><b>The end.</b> {@link #over} is set once, under the lock: by the last element, the first failure, or whoever ends
 * the result from outside. From then on no call is made, and bodies that have not begun do not; whoever set it completes
 * the result and cancels what is in flight, the newest first. The calls in flight are in a list until they have an
 * outcome; {@link #bodies} counts them until they are off their threads, and with the last one, once the result is
 * complete, the mapping has stopped.
 *
 * <p><b>The lock</b> is a leaf: nothing else is taken under it, and no call, future or code of the user's is touched.
 */
final class Mapping<A extends @Nullable Object, R extends @Nullable Object> implements Origin {
    /** What a pull gives that found the end. */
    static final Object END = new Object();

    /** What becomes of the elements. The first methods are called under the lock of the mapping. */
    interface Result {
        /** Whether there may be a further element now. */
        boolean wants(long elements);

        /** An element has come. */
        default void begun(MappedCall element) {}

        /** An element has ended well; whether that is in the result now, and its place in the window free. */
        boolean took(MappedCall element, @Nullable Object value);

        // Without the lock.

        /** Something has changed: if the end has come, this is to see to it. */
        void look();

        /** The mapping has failed, and is over. */
        void fail(Throwable failure);

        /** Whether somebody is told when the result is complete. */
        boolean isWatched();
    }

    /** Of an element that is not begun, since another one has failed or somebody has ended the mapping: he ends it. */
    private static final class NotBegun extends CancellationException {
        private static final long serialVersionUID = 1;

        NotBegun() {
            super("the mapping is over");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    final View view;
    private final Setting setting;
    private final int fixedWindow;
    private final boolean settles;
    private final @Nullable Callable<? extends @Nullable Object> pull;
    private final Stopped stopped;

    final LeafLock lock = new LeafLock();

    /** Written under the lock; read without by bodies that begin. */
    private volatile boolean over;

    /** Set by a body that fails, before its slot goes to another one: nothing begins until it has ended the mapping. */
    private volatile boolean failing;

    /** The source has ended; written under the lock. */
    private volatile boolean exhausted;

    /** Completes when one more call may be pending; see {@link #news}. Written under the lock. */
    private volatile @Nullable CompletableFuture<@Nullable Void> news;

    /** Null when it is not needed any more: stages derived from the result have this for their origin. */
    private volatile @Nullable ThrowingFunction<? super A, ? extends R> function;

    /** As the function. */
    private volatile @Nullable Result result;

    // Guarded by the lock.
    private final InFlight inFlight = new InFlight();
    /** The one pull at a time; whether a call is it, its own thread may ask without the lock. */
    private @Nullable MappedCall pulling;

    private long elements;
    private int open;
    private int bodies;
    private @Nullable Throwable sourceFailure;
    private boolean completed;

    /**
     * Creates one that has not begun.
     *
     * @param window 0 for twice the limit
     * @param settles whether results are outcomes, and no failure of an element is one of the mapping
     * @param pull gives the next element or {@link #END}; null for a source that pushes
     */
    Mapping(
            View view,
            ThrowingFunction<? super A, ? extends R> function,
            int window,
            boolean settles,
            @Nullable Callable<? extends @Nullable Object> pull) {
        Snapshot context = view.door.contexts.capture();
        this.view = view;
        this.setting = context == null ? view : new InContext(view, context);
        this.function = function;
        this.fixedWindow = window;
        this.settles = settles;
        this.pull = pull;
        this.stopped = Stopped.ofAll(setting, this);
    }

    /** Before it begins. */
    void into(Result given) {
        result = given;
    }

    // What is asked under the lock.

    int window() {
        int limit = Math.min(view.queue().limit, view.door.limit());
        return fixedWindow > 0 ? fixedWindow : (int) Math.min(Integer.MAX_VALUE, 2L * limit);
    }

    int open() {
        return open;
    }

    boolean isOver() {
        return over;
    }

    boolean isExhausted() {
        return exhausted;
    }

    /** Whether all that came from the source is in the result, and nothing more will come. */
    boolean isDrained() {
        return exhausted && open == 0;
    }

    @Nullable
    Throwable sourceFailure() {
        return sourceFailure;
    }

    /** Under the lock: a result that was waiting is where it belongs. */
    void leftWindow() {
        open--;
    }

    /** Under the lock: the source has ended. */
    void exhausted(@Nullable Throwable failure) {
        exhausted = true;
        sourceFailure = failure;
    }

    /** Under the lock: an element has come, to be {@linkplain #submit submitted}. */
    MappedCall begin(A argument) {
        MappedCall element = new MappedCall(this, elements, () -> apply(argument));
        add(element);
        elements++;
        open++;
        Result into = result;
        if (into != null) {
            into.begun(element);
        }
        return element;
    }

    private void add(MappedCall call) {
        inFlight.add(call);
        bodies++;
    }

    // Going on.

    /** Pulls as long as there is room, and lets the result look. Any number of threads may do so at once. */
    void proceed() {
        for (MappedCall next; (next = nextPull()) != null; ) {
            submit(next);
        }
        Result into = result;
        if (into != null) {
            into.look();
        }
    }

    private @Nullable MappedCall nextPull() {
        if (pull == null) {
            return null;
        }
        lock.lock();
        try {
            Result into = result;
            if (over || exhausted || pulling != null || open >= window() || into == null || !into.wants(elements)) {
                return null;
            }
            MappedCall next = new MappedCall(this, -1, this::pullOnce);
            add(next);
            pulling = next;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has to {@link #proceed} afterwards: what a refusal entails is not done in here. */
    void submit(MappedCall call) {
        call.submit();
        // After it can be seen to be pending, as those who wait first ask for news and then look.
        if (news != null) {
            tellNews();
        }
    }

    private void tellNews() {
        CompletableFuture<@Nullable Void> told;
        lock.lock();
        try {
            told = news;
            news = null;
        } finally {
            lock.unlock();
        }
        if (told != null) {
            told.complete(null);
        }
    }

    // In bodies.

    private @Nullable Object pullOnce() throws Exception {
        return over || failing || pull == null ? END : pull.call();
    }

    private R apply(A argument) throws Exception {
        ThrowingFunction<? super A, ? extends R> applied = function;
        if (over || failing || applied == null) {
            throw new NotBegun();
        }
        return applied.apply(argument);
    }

    /** At the end of a body that threw nothing, on its thread: whether its end will not be that of the mapping. */
    boolean goesOnAfter(MappedCall call, @Nullable Object value) {
        Result into = result;
        if (over || into == null || !(exhausted || value == END) || !into.isWatched()) {
            return true;
        }
        lock.lock();
        try {
            return open > (call == pulling ? 0 : 1);
        } finally {
            lock.unlock();
        }
    }

    /** The same for one that threw. */
    boolean goesOnAfterFailure(MappedCall call) {
        if (settles) {
            return call != pulling && goesOnAfter(call, null);
        }
        if (call != pulling) {
            failing = true;
        }
        return false;
    }

    // The end of a call.

    /** An outcome of a call can be read. On any thread, see {@link Call#ended}. */
    void ended(MappedCall call, @Nullable Object value, @Nullable Throwable failure) {
        try {
            note(call, value, failure);
        } catch (Throwable broken) { // no memory for what comes next
            view.door.carrier.hand(() -> end(broken));
        }
        if (call.isOffThread()) {
            offThread();
        } else {
            call.stopped().whenDone((unused, never) -> offThread());
        }
    }

    private void note(MappedCall call, @Nullable Object value, @Nullable Throwable failure) {
        boolean nested = call.isBeingSubmittedHere();
        MappedCall element = null;
        Throwable fatal = null;
        lock.lock();
        try {
            inFlight.remove(call);
            boolean pulled = call == pulling;
            if (pulled) {
                pulling = null;
            }
            Result into = result;
            if (over || into == null || failure instanceof NotBegun) {
                return;
            } else if (!pulled) {
                fatal = settles ? null : failure;
                if (fatal == null && into.took(call, settles ? outcome(value, failure) : value)) {
                    open--;
                }
            } else if (failure != null || value == END) {
                exhausted(failure);
            } else {
                element = begin(elementOf(value));
            }
        } finally {
            lock.unlock();
        }
        if (fatal != null) {
            end(fatal);
        } else if (!nested) {
            if (element != null) {
                submit(element);
            }
            proceed();
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a pull gives nothing but As, and null only where it is one
    private A elementOf(@Nullable Object pulled) {
        return (A) pulled;
    }

    @SuppressWarnings("NullAway") // null is a value where there is no failure
    private static Outcome<?> outcome(@Nullable Object value, @Nullable Throwable failure) {
        return failure == null ? new Outcome.Success<>(value) : new Outcome.Failure<>(failure);
    }

    private void offThread() {
        boolean last;
        lock.lock();
        try {
            bodies--;
            last = completed && bodies == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            stopped.fire();
        }
    }

    // The end of all.

    /** Whoever gets true ends it. */
    boolean stop() {
        lock.lock();
        try {
            boolean first = !over;
            over = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it with a failure, unless it has ended. */
    void end(Throwable failure) {
        Result into = result;
        if (into != null && stop()) {
            close(() -> into.fail(failure), true);
        }
    }

    /** By whoever has {@linkplain #stop stopped} it: completes the result, then cancels what is in flight. */
    void close(Runnable completion, boolean mayInterrupt) {
        Trampoline.runDeferred(() -> {
            completion.run();
            cancelAll(mayInterrupt);
            completed();
        });
    }

    /** The newest first: what is pending must not get the slots of what is interrupted. */
    private void cancelAll(boolean mayInterrupt) {
        List<MappedCall> calls;
        lock.lock();
        try {
            calls = inFlight.newestFirst();
        } finally {
            lock.unlock();
        }
        for (MappedCall call : calls) {
            boolean unused = call.cancelThis(mayInterrupt);
        }
    }

    private void completed() {
        function = null;
        result = null;
        boolean last;
        lock.lock();
        try {
            completed = true;
            last = bodies == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            stopped.fire();
        }
        tellNews();
    }

    // For those who wait for the result, see SelfWait.

    @Override
    public Setting setting() {
        return setting;
    }

    @Override
    public AsyncFuture<Void> stopSignal() {
        return stopped;
    }

    /** The oldest of the calls that are pending. */
    @Override
    public @Nullable Call<?> source() {
        lock.lock();
        try {
            return inFlight.oldestPending();
        } finally {
            lock.unlock();
        }
    }

    /**
     * First it can be seen that somebody waits, and then this looks for what is pending, which {@link #submit} does the
     * other way round: so one of them sees the other.
     */
    @Override
    public @Nullable CompletableFuture<?> news() {
        if (over || !Trampoline.isInBodyOf(view.door)) {
            return null; // whoever is in no body of this door could do nothing with them
        }
        CompletableFuture<@Nullable Void> asked;
        lock.lock();
        try {
            asked = news;
            if (asked == null) {
                asked = new CompletableFuture<>();
                news = asked;
            }
        } finally {
            lock.unlock();
        }
        return source() == null ? asked : CompletableFuture.completedFuture(null);
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "Mapping " + view.queue().name + " (elements=" + elements + ", open=" + open + "/" + window()
                    + (exhausted ? ", source ended" : "") + (over ? ", over" : "") + ")";
        } finally {
            lock.unlock();
        }
    }
}
