package io.github.asyncwrap;

/** A carrier of the library's own, with platform threads that nobody else uses. */
abstract class OwnThreads implements Carrier {
    @Override
    public final boolean ownsThreads() {
        return true;
    }
}
