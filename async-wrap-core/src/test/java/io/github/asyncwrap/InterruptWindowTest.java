package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * White box: the runner has looked for the interrupt of its body and waits for the lock, and only then a cancel decides
 * and interrupts. The runner must look again.
 */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptWindowTest {
    private final HeldBody body = new HeldBody();

    @Test
    void cancel_whileTheRunnerWaitsForTheLock_missesTheNextBody() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> call = submitBody(door);
        Call<Boolean> next = door.root.newCall(() -> Thread.currentThread().isInterrupted());
        door.admission.submit(next);
        cancelInTheWindow(door, call);
        assertThat(next.join()).isFalse();
    }

    @Test
    void cancel_whileTheRunnerWaitsForTheLock_missesTheCallbacks() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> call = submitBody(door);
        AsyncFuture<Boolean> callback =
                call.stopped().thenApply(stopped -> Thread.currentThread().isInterrupted());
        cancelInTheWindow(door, call);
        assertThat(callback.join()).isFalse();
    }

    @Test
    void cancel_whileTheRunnerWaitsForTheLock_leavesNoFlagOnAGivenThread() throws Exception {
        CompletableFuture<Boolean> flagLeft = new CompletableFuture<>();
        Door door = new Door(
                AsyncWrapper.builder("db", 1),
                Carriers.given(task -> new Thread(() -> {
                            task.run();
                            flagLeft.complete(Thread.currentThread().isInterrupted());
                        })
                        .start()));
        Call<String> call = submitBody(door);
        cancelInTheWindow(door, call);
        assertThat(flagLeft.join()).isFalse();
    }

    private Call<String> submitBody(Door door) throws InterruptedException {
        // Of a view with a limit: another one's body ends without the lock, and there is no such window.
        return body.begin(door.root.limitedTo("view", 1));
    }

    private void cancelInTheWindow(Door door, Call<?> call) {
        body.letGoBefore(door, () -> assertThat(call.cancel(true)).isTrue());
    }
}
