package io.github.asyncwrap;

/** The lock of a door: whoever takes it first brings the door up to date with what has happened without it. */
final class DoorLock extends LeafLock {
    private static final long serialVersionUID = 1;

    private final transient Inbox inbox;

    DoorLock(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void lock() {
        super.lock();
        try {
            inbox.settle();
        } catch (Throwable noMemory) {
            super.unlock(); // whoever called has not got it
            throw noMemory;
        }
    }

    /** For a runner that takes the next call, to which nothing else matters. */
    void lockUnsettled() {
        super.lock();
        try {
            inbox.settleGrants();
        } catch (Throwable noStack) {
            super.unlock();
            throw noStack;
        }
    }
}
