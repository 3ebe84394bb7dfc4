package io.github.asyncwrap;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Publishes many outcomes on a hand, one after another. That is quick, since callbacks are only collected, but for those
 * that run inside the publication (on aggregates of the JDK's, or with an executor that runs them at once): one of them
 * may block. So the timer looks after a millisecond, and as long as anything is left it doubles the hands: no outcome is
 * late because of another one, and a mass of harmless ones needs one thread.
 */
final class Publications {
    private static final long PATIENCE_NANOS = 1_000_000;
    private static final int MOST_HANDS_AT_ONCE = 64;

    private final Door door;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private Publications(Door door) {
        this.door = door;
    }

    static void start(Door door, Iterable<? extends Runnable> publications) {
        Publications all = new Publications(door);
        publications.forEach(all.waiting::add);
        all.moreHands(1);
    }

    /** On any thread of ours. */
    private void moreHands(int hands) {
        if (waiting.isEmpty()) {
            return;
        }
        for (int i = 0; i < hands; i++) {
            door.carrier.hand(this::publish);
        }
        try {
            Runnable unused =
                    door.carrier.schedule(() -> moreHands(Math.min(2 * hands, MOST_HANDS_AT_ONCE)), PATIENCE_NANOS);
        } catch (Throwable noThread) {
            // Nobody will look after them, so each gets a hand now.
            for (int left = waiting.size(); left > 0; left--) {
                door.carrier.hand(this::publish);
            }
        }
    }

    private void publish() {
        for (Runnable publication; (publication = waiting.poll()) != null; ) {
            door.delivery.publish(publication);
        }
    }
}
