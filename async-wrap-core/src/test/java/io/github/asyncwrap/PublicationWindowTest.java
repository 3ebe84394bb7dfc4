package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * White box: a callback is hung on an aggregate of the JDK's while the runner, which has seen that nothing hangs on the
 * outcome, waits for the lock. It runs inside the publication.
 */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublicationWindowTest {
    private final HeldBody body = new HeldBody();

    @Test
    void close_inACallbackOfAnAggregate_registeredInTheWindow_leavesNoCallIncomplete() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> first = submitBody(door);
        Call<String> next = door.root.newCall(() -> "next");
        door.admission.submit(next);
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        body.letGoBefore(
                door,
                () -> CompletableFuture.allOf(first).thenRun(() -> {
                    door.close(Duration.ofSeconds(1).toNanos());
                    complete.complete(next.isDone());
                }));
        assertThat(complete.get(30, SECONDS)).isTrue();
    }

    @Test
    void flagLeftByACallbackOfAnAggregate_registeredInTheWindow_missesTheNextBody() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> first = submitBody(door);
        Call<Boolean> next = door.root.newCall(() -> Thread.currentThread().isInterrupted());
        door.admission.submit(next);
        body.letGoBefore(
                door,
                () -> CompletableFuture.allOf(first)
                        .thenRun(() -> Thread.currentThread().interrupt()));
        assertThat(next.get(10, SECONDS)).isFalse();
    }

    private Call<String> submitBody(Door door) throws InterruptedException {
        // Of a view with a limit: the body of another one ends without the lock, and there is no such window.
        return body.begin(door.root.limitedTo("view", 1));
    }
}
