package io.github.asyncwrap;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says that the bodies behind a future are off their threads, or will never be on one. Only the library says so: nobody
 * else can complete or cancel it, since everybody who asked shares this one.
 *
 * <p>That of a call is also what a stage derived from the call keeps of it: it holds the call until that has stopped,
 * and no result after that.
 */
final class Stopped extends AsyncFuture<Void> implements Origin {
    private volatile @Nullable Call<?> call;
    private volatile @Nullable Origin behind;

    private Stopped(Setting setting, @Nullable Call<?> call, @Nullable Origin behind) {
        super(setting);
        this.call = call;
        this.behind = behind;
    }

    static Stopped ofCall(Setting setting, Call<?> call) {
        return new Stopped(setting, call, null);
    }

    /** Of several calls, to which something else knows the way. */
    static Stopped ofAll(Setting setting, Origin behind) {
        return new Stopped(setting, null, behind);
    }

    /** Of what has no call behind it. */
    static Stopped ofNone(Setting setting) {
        return new Stopped(setting, null, null);
    }

    /** Completes it; any number of times. */
    @SuppressWarnings("NullAway") // a Void has no other value
    void fire() {
        call = null;
        behind = null;
        super.complete(null);
    }

    @Override
    public Setting setting() {
        return ownSetting();
    }

    @Override
    public AsyncFuture<Void> stopSignal() {
        return this;
    }

    @Override
    public @Nullable Call<?> source() {
        return call;
    }

    @Override
    public void forEachBehind(Consumer<? super Origin> action) {
        Origin way = behind;
        if (way != null) {
            action.accept(way);
        }
    }

    @Override
    Origin origin() {
        return this;
    }

    /** Whoever bounds his wait for the end has a stage of his own, which times out. */
    @Override
    public AsyncFuture<Void> orTimeout(long timeout, TimeUnit unit) {
        return copy().orTimeout(timeout, unit);
    }

    @Override
    @SuppressWarnings("VoidUsed") // what it is given, it passes on
    public AsyncFuture<Void> completeOnTimeout(Void value, long timeout, TimeUnit unit) {
        return copy().completeOnTimeout(value, timeout, unit);
    }

    @Override
    public boolean complete(Void value) {
        return false;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return false;
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        return false;
    }
}
