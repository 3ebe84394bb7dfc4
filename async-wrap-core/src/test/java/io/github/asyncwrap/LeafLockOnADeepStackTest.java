package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** White box: a virtual thread that is too deep in its stack to park gets the lock all the same. */
@SuppressWarnings("InfiniteRecursion") // it ends with the stack
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "no virtual threads before")
class LeafLockOnADeepStackTest {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch tried = new CountDownLatch(1);

    private final LeafLock lock = new LeafLock() {
        private static final long serialVersionUID = 1;

        /** Only asked when it could not be waited for. */
        @Override
        public boolean tryLock() {
            tried.countDown();
            return super.tryLock();
        }
    };

    @Test
    void lock_heldBySomebodyElseWhereNobodyCanPark_isTakenAsSoonAsItIsFree() throws Exception {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Carriers.virtual("deep").execute(() -> {
            try {
                held.await();
                taken.complete(lockWhereParkingFails());
            } catch (Throwable thrown) {
                taken.completeExceptionally(thrown);
            }
        });
        lock.lock();
        try {
            held.countDown();
            assertThat(tried.await(20, TimeUnit.SECONDS)).as("could not park").isTrue();
        } finally {
            lock.unlock();
        }
        assertThat(taken.get(20, TimeUnit.SECONDS)).as("taken").isTrue();
        assertThat(lock.isLocked()).isFalse();
    }

    /** Goes down to the end of the stack, comes back until there is enough to go on, and tries there. */
    private boolean lockWhereParkingFails() {
        boolean done;
        try {
            done = lockWhereParkingFails();
        } catch (StackOverflowError full) {
            done = false;
        }
        return done || (hasRoom() && !canPark() && lockOnce());
    }

    private static boolean hasRoom() {
        try {
            InPlace.requireStack();
            return true;
        } catch (StackOverflowError full) {
            return false;
        }
    }

    private static boolean canPark() {
        try {
            LockSupport.parkNanos(1);
            return true;
        } catch (StackOverflowError full) {
            return false;
        }
    }

    private boolean lockOnce() {
        lock.lock();
        try {
            return lock.isHeldByCurrentThread();
        } finally {
            lock.unlock();
        }
    }
}
