package io.github.asyncwrap;

/** Has threads of its own, it says, but never gives one: the test is the runner. */
final class Nobody extends OwnThreads {
    @Override
    public void execute(Runnable task) {}
}
