package io.github.asyncwrap;

/** In whose turns the calls of a view run. */
interface Order {

    /**
     * Tells them, for a call that is being submitted. Asked without the door's lock, since the key may be the user's;
     * what was told may be {@linkplain Turns#isOver over} when the lock is taken, and is then asked for again.
     */
    Turns turns();
}
