package io.github.asyncwrap;

/**
 * Has threads of its own, it says, but never gives one: the test is the runner. It is not one of ours, which is why the
 * door looks at its clock and takes the lock a little more often.
 */
final class Nobody implements Carrier {
    @Override
    public void execute(Runnable task) {}

    @Override
    public boolean ownsThreads() {
        return true;
    }
}
