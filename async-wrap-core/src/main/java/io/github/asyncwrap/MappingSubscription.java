package io.github.asyncwrap;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a {@link Mapping} as a subscriber gets it. Everything that calls the user's code, the subscriber's and
 * the publisher's in front ({@link Upstream}), is a step of {@link #run}, which one delivery thread at a time is in:
 * {@link #scheduled} is set under the lock by whoever sees that there is a step to make, and cleared there by the run
 * that sees none. So signals are serial, and nothing nests. A run that sees none, while what the subscriber has requested
 * is in flight, looks for a change with {@link Patience} before it ends: elements may take less time than a thread takes
 * to wake.
 *
 * <p>Nothing is pulled before the first request. From then on an element has a place in the window until it is given to
 * the subscriber, so the source is at most a window ahead of what was requested.
 */
final class MappingSubscription implements Flow.Subscription, Mapping.Result, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    /** So many steps, and then others have their turn on that thread. */
    private static final int STEPS_AT_ONCE = 256;

    private enum Step {
        NONE,
        GREET,
        SUBSCRIBE,
        REQUEST,
        NEXT,
        END,
        CANCEL
    }

    private final Mapping<?, ?> mapping;
    private final boolean ordered;
    private final Executor executor;

    /** Of the thread that is in {@link #run}. */
    private final Patience patience = new Patience();

    /** Counts the steps that others have seen to be made; written under the lock, read without by the patient. */
    private final AtomicInteger changes = new AtomicInteger();

    // Guarded by the lock of the mapping.
    private Flow.@Nullable Subscriber<Object> subscriber;
    private @Nullable Upstream<?> upstream;
    /** To subscribe to the publisher; null if that is done, or not to be done here. */
    private @Nullable Runnable subscribing;

    private final ArrayDeque<MappedCall> queue = new ArrayDeque<>();
    private boolean scheduled;
    private boolean greeted;
    private boolean started;
    private long requested;
    private @Nullable Throwable failure;
    /** The subscriber gets nothing more. */
    private boolean done;

    MappingSubscription(Mapping<?, ?> mapping, boolean ordered) {
        this.mapping = mapping;
        this.ordered = ordered;
        this.executor = mapping.setting().forAsync();
    }

    /** Before it begins. */
    void from(Upstream<?> given, @Nullable Runnable subscribe) {
        upstream = given;
        subscribing = subscribe;
    }

    /** Begins; false if it had a subscriber before. */
    @SuppressWarnings("unchecked") // it gets what the function gives
    boolean begin(Flow.Subscriber<?> given) {
        mapping.lock.lock();
        try {
            if (greeted || done || subscriber != null) {
                return false;
            }
            subscriber = (Flow.Subscriber<Object>) given;
        } finally {
            mapping.lock.unlock();
        }
        look();
        return true;
    }

    // What the subscriber calls.

    @Override
    public void request(long count) {
        mapping.lock.lock();
        try {
            if (done) {
                return;
            }
            if (count > 0) {
                long sum = requested + count;
                requested = sum < 0 ? Long.MAX_VALUE : sum;
                started = true;
            }
        } finally {
            mapping.lock.unlock();
        }
        if (count <= 0) {
            mapping.end(new IllegalArgumentException(
                    "request(n) must be for at least 1 element, was for " + count + " (Reactive Streams 3.9)"));
        } else {
            mapping.proceed();
        }
    }

    @Override
    public void cancel() {
        mapping.lock.lock();
        try {
            done();
        } finally {
            mapping.lock.unlock();
        }
        if (mapping.stop()) {
            mapping.close(() -> {}, true);
        }
        look();
    }

    /** Under the lock. */
    private void done() {
        done = true;
        subscriber = null;
        subscribing = null;
        queue.clear();
    }

    // What the mapping calls.

    @Override
    public boolean wants(long elements) {
        return started && !done;
    }

    @Override
    public void begun(MappedCall element) {
        if (ordered) {
            queue.add(element);
        }
    }

    @Override
    public boolean took(MappedCall element, @Nullable Object value) {
        element.result = value;
        element.isReady = true;
        if (!ordered) {
            queue.add(element);
        }
        return false;
    }

    @Override
    public void fail(Throwable cause) {
        mapping.lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
        } finally {
            mapping.lock.unlock();
        }
        look();
    }

    /** Its callbacks are never the runner's. */
    @Override
    public boolean isWatched() {
        return false;
    }

    @Override
    public void look() {
        mapping.lock.lock();
        try {
            if (next() == Step.NONE) {
                return;
            } else if (scheduled) {
                changes.lazySet(changes.getPlain() + 1);
                return;
            }
            scheduled = true;
        } finally {
            mapping.lock.unlock();
        }
        schedule();
    }

    private void schedule() {
        try {
            executor.execute(this);
        } catch (Throwable noThread) {
            mapping.view.door.carrier.hand(this);
        }
    }

    // The steps.

    /** Under the lock. */
    private Step next() {
        Upstream<?> source = upstream;
        if (done) {
            return source != null && source.isToBeCancelled() ? Step.CANCEL : Step.NONE;
        } else if (!greeted) {
            return subscriber == null ? Step.NONE : Step.GREET;
        } else if (failure != null) {
            return Step.END;
        } else if (subscribing != null) {
            return Step.SUBSCRIBE;
        } else if (requested > 0 && !queue.isEmpty() && queue.peek().isReady) {
            return Step.NEXT;
        } else if (mapping.isDrained()) {
            return Step.END;
        }
        return started && source != null && source.wanted() > 0 ? Step.REQUEST : Step.NONE;
    }

    @Override
    public void run() {
        boolean patient = true;
        for (int i = 0; i < STEPS_AT_ONCE; i++) {
            Runnable action;
            int seen;
            mapping.lock.lock();
            try {
                action = take(next());
                seen = changes.getPlain();
                if (action == null && !(patient && isAwaited())) {
                    scheduled = false;
                    return;
                }
            } finally {
                mapping.lock.unlock();
            }
            if (action != null) {
                action.run();
                patient = true;
            } else {
                patient = patience.isRewarded(() -> changes.get() != seen);
            }
        }
        schedule();
    }

    /** Under the lock: whether an element is on its way to a subscriber that wants it. */
    private boolean isAwaited() {
        return !done && requested > 0 && mapping.open() > 0;
    }

    /** Under the lock: what to do without it. */
    @SuppressWarnings("NullAway") // what a step needs is there when it is the next
    private @Nullable Runnable take(Step step) {
        Flow.Subscriber<Object> to = subscriber;
        switch (step) {
            case GREET -> {
                greeted = true;
                return () -> tell(to, "onSubscribe", () -> to.onSubscribe(this));
            }
            case SUBSCRIBE -> {
                Runnable subscribe = subscribing;
                subscribing = null;
                return () -> ask("subscribe", subscribe);
            }
            case REQUEST -> {
                int count = upstream.wanted();
                Flow.Subscription subscription = upstream.requesting(count);
                return () -> ask("request", () -> subscription.request(count));
            }
            case CANCEL -> {
                Flow.Subscription subscription = upstream.cancelling();
                return () -> ask("cancel", subscription::cancel);
            }
            case NEXT -> {
                Object item = queue.poll().result;
                requested -= requested == Long.MAX_VALUE ? 0 : 1;
                mapping.leftWindow();
                return () -> {
                    mapping.proceed(); // the next ones are on their way while the subscriber works
                    tell(to, "onNext", () -> to.onNext(item));
                };
            }
            case END -> {
                Throwable why = failure != null ? failure : mapping.sourceFailure();
                done();
                return () -> end(to, why);
            }
            default -> {
                return null;
            }
        }
    }

    private void end(Flow.Subscriber<Object> to, @Nullable Throwable why) {
        if (mapping.stop()) {
            mapping.close(() -> {}, true);
        }
        if (why != null) {
            tell(to, "onError", () -> to.onError(why));
        } else {
            tell(to, "onComplete", to::onComplete);
        }
    }

    private void tell(Flow.Subscriber<Object> to, String what, Runnable signal) {
        try {
            signal.run();
        } catch (Throwable thrown) {
            LOG.error(
                    "{} - {} of the subscriber {} threw: its subscription is cancelled. A subscriber must return "
                            + "normally (Reactive Streams 2.13).",
                    mapping.view.queue().name,
                    what,
                    to,
                    thrown);
            cancel();
        }
    }

    private void ask(String what, Runnable question) {
        try {
            question.run();
        } catch (Throwable thrown) {
            mapping.end(new IllegalStateException(
                    what + " of the publisher threw, where it must return normally (Reactive Streams 3.16)", thrown));
        }
    }
}
