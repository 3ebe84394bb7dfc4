package io.github.asyncwrap.testkit;

import java.util.function.BooleanSupplier;

/** Waits for what the server does by itself and has nothing to wait on. */
final class Spin {

    private Spin() {}

    /**
     * Returns when the condition holds.
     *
     * @throws InterruptedException by the test's time limit
     */
    static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.onSpinWait();
        }
    }
}
