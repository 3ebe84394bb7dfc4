package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A hasher to which one password takes until it is told to go on: to see what others do meanwhile. */
final class HeldHasher implements PasswordHasher {
    private static final long PATIENCE_SECONDS = 60;

    private final PasswordHasher hasher;
    private final String held;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean isHeld;

    HeldHasher(PasswordHasher hasher, String held) {
        this.hasher = hasher;
        this.held = held;
    }

    /** The password. */
    String held() {
        return held;
    }

    /**
     * Waits until somebody's is being hashed.
     *
     * @throws LessonException if that does not happen
     */
    void awaitHeld() throws InterruptedException, LessonException {
        if (!entered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new LessonException("The server does not hash the password");
        }
    }

    /** Whether it is being hashed now. */
    boolean isHeld() {
        return isHeld;
    }

    void release() {
        released.countDown();
    }

    @Override
    public String hash(String password) {
        if (password.equals(held)) {
            hold();
        }
        return hasher.hash(password);
    }

    private void hold() {
        isHeld = true;
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops: what comes of this is nobody's concern
        } finally {
            isHeld = false;
        }
    }

    @Override
    public boolean matches(String password, String hash) {
        return hasher.matches(password, hash);
    }

    @Override
    public String decoy() {
        return hasher.decoy();
    }
}
