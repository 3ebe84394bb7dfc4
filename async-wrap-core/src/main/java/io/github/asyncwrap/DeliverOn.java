package io.github.asyncwrap;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks on an executor of the user's, one after another if that runs them at once; on the door's own delivery
 * if it refuses. An executor may take a task and then throw, so whoever comes first runs it.
 */
final class DeliverOn implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private final Door door;
    private final Executor executor;
    private final AtomicBoolean logged = new AtomicBoolean();

    DeliverOn(Door door, Executor executor) {
        this.door = door;
        this.executor = executor;
    }

    @Override
    public void execute(Runnable callback) {
        AtomicBoolean claimed = new AtomicBoolean();
        Runnable once = () -> {
            if (claimed.compareAndSet(false, true)) {
                Trampoline.HERE.execute(callback);
            }
        };
        try {
            executor.execute(once);
        } catch (Throwable refused) {
            if (logged.compareAndSet(false, true)) {
                LOG.warn(
                        "{} - the executor {} given to deliverOn refused a callback: it runs on the wrapper's own "
                                + "threads instead, as will others that are refused (said once).",
                        door.name,
                        executor,
                        refused);
            }
            door.delivery.execute(once);
        }
    }

    @Override
    public String toString() {
        return executor.toString();
    }
}
