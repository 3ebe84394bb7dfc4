package io.github.asyncwrap;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for microseconds, and under which nothing waits.
 *
 * <p>A virtual thread with much on its stack (bodies that run bodies in place) cannot be unmounted: {@code park} then
 * throws a StackOverflowError, though there is stack enough to go on. This lock is then taken by trying: what is done under
 * it must be done.
 */
class LeafLock extends ReentrantLock {
    private static final long serialVersionUID = 1;

    @Override
    public void lock() {
        try {
            super.lock();
        } catch (StackOverflowError cannotPark) {
            // The error may also come from the very end of the stack, behind the taking.
            while (!isHeldByCurrentThread() && !tryLock()) {
                Thread.onSpinWait();
            }
        }
    }
}
