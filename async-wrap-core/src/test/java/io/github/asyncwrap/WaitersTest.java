package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: threads that wait for a call. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitersTest {

    /** The callback runs inside the publication: on an aggregate of the JDK's there is no executor to keep it off. */
    @Test
    void joiner_behindASlowCallbackOfAnAggregate_doesNotWaitForIt() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch joined = new CountDownLatch(1);
        Call<Boolean> call = door.root.submit(() -> go.await(1, HOURS));
        Thread joiner = new Thread(
                () -> {
                    Object unused = call.join();
                    joined.countDown();
                },
                "joiner");
        joiner.start();
        while (joiner.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        CompletableFuture<Boolean> callback = CompletableFuture.allOf(call).handle((nothing, failure) -> {
            inCallback.countDown();
            try {
                return joined.await(20, SECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        });
        go.countDown();
        inCallback.await();
        assertThat(callback.join()).as("joined while the callback ran").isTrue();
        joiner.join();
    }
}
