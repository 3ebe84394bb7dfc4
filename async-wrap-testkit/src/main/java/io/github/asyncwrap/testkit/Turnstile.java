package io.github.asyncwrap.testkit;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Lets the threads that drive a {@link DeterministicCarrier} through one by one. A lock that is held while tasks run, on
 * other threads: those never come here.
 */
final class Turnstile {
    private final ReentrantLock lock = new ReentrantLock(true);

    boolean through(BooleanSupplier step) {
        lock.lock();
        try {
            return step.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
