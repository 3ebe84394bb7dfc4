package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Law 5 where it is hardest to keep: a body that cancels its own call runs the callbacks itself, on the thread that the
 * interrupt is meant for.
 */
class CancelInsideTest {

    /** The callback waits as long as the interrupt may take to come, so that it would be hit by it. */
    @OnEveryCarrier
    void callbackRunByTheBodyThatCancels_isNotInterrupted(Carried carried) throws Exception {
        CompletableFuture<AsyncFuture<String>> own = new CompletableFuture<>();
        CompletableFuture<Boolean> callbackInterrupted = new CompletableFuture<>();
        CompletableFuture<Boolean> bodyInterrupted = new CompletableFuture<>();
        CountDownLatch signalled = new CountDownLatch(1);
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<String> call = db.call(() -> {
                AsyncFuture<String> me = own.join();
                Cancellation stop = Cancellation.onCancel(signalled::countDown);
                try (stop) {
                    me.cancel(true);
                    bodyInterrupted.complete(isInterruptedSoon());
                }
                return "row";
            });
            call.whenComplete((row, failure) -> {
                try {
                    // The interrupt comes right after this; unless it is held back until the callbacks are over.
                    boolean unused = signalled.await(1, TimeUnit.SECONDS);
                    callbackInterrupted.complete(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    callbackInterrupted.complete(true);
                }
            });
            own.complete(call);
            assertThat(callbackInterrupted.get(30, TimeUnit.SECONDS)).isFalse();
            assertThat(bodyInterrupted.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean isInterruptedSoon() {
        try {
            return new CountDownLatch(1).await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
