package io.github.asyncwrap;

import java.util.concurrent.Executor;

/**
 * Says that the body of a call is off its thread, or will never be on one. Only the door says so: nobody else can
 * complete or cancel it, since everybody who asked shares this one.
 *
 * <p>It is also what a stage derived from the call keeps of it: unlike the call it holds no result.
 */
final class Stopped extends AsyncFuture<Void> implements Origin {
    private final Door door;

    Stopped(Door door) {
        super(door);
        this.door = door;
    }

    /** Completes it; any number of times. */
    @SuppressWarnings("NullAway") // a Void has no other value
    void fire() {
        super.complete(null);
    }

    @Override
    public Executor plain() {
        return door.plain();
    }

    @Override
    public Executor async() {
        return door.async();
    }

    @Override
    public AsyncFuture<Void> stopSignal() {
        return this;
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
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }
}
