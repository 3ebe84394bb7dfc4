package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** White box, law 7: wherever code of the user's is called, the door's lock is not held. */
@SuppressWarnings("FutureReturnValueIgnored")
class LeafLockTest {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<String> held = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.given(this::execute));

    private void execute(Runnable task) {
        look("execute");
        threads.execute(task);
    }

    private void look(String where) {
        seen.add(where);
        if (door.lock.isHeldByCurrentThread()) {
            held.add(where);
        }
    }

    @Test
    void usersCode_whereverItIsCalled_findsTheLockFree() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Call<Integer> first = submit(() -> {
            look("body");
            go.await();
            return 1;
        });
        CompletableFuture<?> completed = first.thenRun(() -> look("callback of a body's outcome"));
        CompletableFuture.allOf(first).thenRun(() -> look("callback of a JDK aggregate"));
        Call<Integer> cancelled = submit(() -> 2);
        cancelled.whenComplete((value, failure) -> look("callback of a cancel"));
        cancelled.cancel(true);
        Call<Integer> late = submit(() -> 3);
        CompletableFuture<?> expired = late.handle((value, failure) -> {
            look("callback of a deadline");
            return null;
        });
        late.orTimeout(1, MILLISECONDS);
        expired.get();
        go.countDown();
        completed.get();
        CompletableFuture<?> closed = submit(() -> {
                    look("body");
                    new CountDownLatch(1).await();
                    return 4;
                })
                .handle((value, failure) -> {
                    look("callback of close");
                    return null;
                });
        door.close(0);
        closed.get();
        threads.shutdownNow();

        assertThat(held).isEmpty();
        assertThat(seen)
                .contains(
                        "execute",
                        "body",
                        "callback of a body's outcome",
                        "callback of a JDK aggregate",
                        "callback of a cancel",
                        "callback of a deadline",
                        "callback of close");
    }

    private Call<Integer> submit(Callable<Integer> body) {
        Call<Integer> call = door.root.newCall(body);
        door.admission.submit(call);
        return call;
    }
}
