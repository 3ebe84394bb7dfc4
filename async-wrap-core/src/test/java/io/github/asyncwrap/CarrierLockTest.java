package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box, law 7: what a carrier does that may take long, it is not asked for with the door's lock held. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CarrierLockTest {
    private final AtomicReference<@Nullable Door> door = new AtomicReference<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private void look(String method) {
        Door made = door.get();
        if (made != null && made.lock.isHeldByCurrentThread()) {
            held.add(method);
        }
    }

    @Test
    void carrier_whateverItIsAskedFor_isNotCalledWithTheLockHeld() {
        Door db = new Door(AsyncWrapper.builder("db", 1).timeout(Duration.ofMillis(20)), new Observed());
        door.set(db);
        Call<String> call = db.root.newCall(new HeldBody());
        db.admission.submit(call);
        assertThatThrownBy(() -> call.get(10, SECONDS)).isInstanceOf(ExecutionException.class);
        db.roster.runningCalls(db.line);
        db.close(0);
        assertThat(held).isSubsetOf("nanoTime", "ownsThreads");
    }

    private final class Observed implements Carrier {
        @Override
        public void execute(Runnable task) {
            look("execute");
            Carriers.daemon("observed", null, task).start();
        }

        @Override
        public boolean ownsThreads() {
            look("ownsThreads");
            return true;
        }

        @Override
        public long nanoTime() {
            look("nanoTime");
            return System.nanoTime();
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            look("schedule");
            return Carrier.super.schedule(task, delayNanos);
        }

        @Override
        public void hand(Runnable task) {
            look("hand");
            Carrier.super.hand(task);
        }

        @Override
        public boolean proceed(long waitNanos) {
            look("proceed");
            return false;
        }
    }
}
