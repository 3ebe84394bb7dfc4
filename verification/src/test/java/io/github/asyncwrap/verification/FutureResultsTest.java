package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A body whose result is a future is told of, once for each wrapper and label. */
class FutureResultsTest {

    private static long told(Logged log, String name) {
        return log.count(line -> line.says(name + " - a body gave a future (") && line.says("Use flatCall"));
    }

    @Test
    void futureAsAResult_isToldOfOnce_forEachWrapperAndLabel() {
        try (Logged log = Logged.start();
                AsyncWrapper one = AsyncWrapper.of("future-one", 2);
                AsyncWrapper other = AsyncWrapper.of("future-other", 2)) {
            AsyncWrapper view = one.limitedTo("future-view", 1); // has a name of its own
            for (int i = 0; i < 5; i++) {
                assertThat(one.call(() -> "row").join()).isEqualTo("row");
                assertThat(one.call(() -> CompletableFuture.completedFuture("row"))
                                .join())
                        .isCompletedWithValue("row");
                one.labelled("find")
                        .call(() -> CompletableFuture.completedStage("row"))
                        .join();
                other.call(() -> new FutureTask<>(() -> "row")).join();
                other.call(() -> AsyncFuture.completed("row")).join();
                view.call(() -> AsyncFuture.completed("row")).join();
            }
            log.await(line -> line.says("future-one - a body gave"));
            log.await(line -> line.says("future-one/find - a body gave"));
            log.await(line -> line.says("future-other - a body gave"));
            assertThat(told(log, "future-one")).isEqualTo(1);
            assertThat(told(log, "future-one/find")).isEqualTo(1);
            log.await(line -> line.says("future-view - a body gave"));
            assertThat(told(log, "future-other")).isEqualTo(1);
            assertThat(told(log, "future-view")).isEqualTo(1);
        }
    }

    @Test
    void everyWayIn_isLookedAt() {
        try (Logged log = Logged.start();
                AsyncWrapper db = AsyncWrapper.of("future-ways", 1)) {
            db.labelled("in place").call(() -> "warm").join();
            db.call(() -> db.labelled("in place")
                            .call(() -> CompletableFuture.completedFuture("row"))
                            .join()
                            .join())
                    .join();
            db.labelled("keyed").keyed("key").call(CompletableFuture::new).join();
            db.labelled("mapped")
                    .mapAll(List.of(1), id -> new CompletableFuture<>())
                    .join();
            var unused = db.labelled("executor").asExecutorService().submit(() -> new CompletableFuture<>());
            db.labelled("function")
                    .wrapFunction(id -> new CompletableFuture<>())
                    .apply(1)
                    .join();
            for (String label : List.of("in place", "keyed", "mapped", "executor", "function")) {
                log.await(line -> line.says("future-ways/" + label + " - a body gave"));
            }
            assertThat(log.count(line -> line.says("future-ways - "))).isZero();
        }
    }

    @Test
    void flatCall_andElementsThatAreFutures_areNotToldOf() {
        try (Logged log = Logged.start();
                AsyncWrapper db = AsyncWrapper.of("future-flat", 1)) {
            db.flatCall(() -> CompletableFuture.completedFuture("row")).join();
            List<CompletableFuture<String>> futures = List.of(CompletableFuture.completedFuture("row"));
            assertThat(db.mapAll(futures, CompletableFuture::join).join()).containsExactly("row");
            AsyncWrapper beside = db.labelled("last");
            beside.call(CompletableFuture::new).join();
            log.await(line -> line.says("future-flat/last - a body gave"));
            assertThat(log.count(line -> line.says("future-flat - "))).isZero();
        }
    }

    @Test
    void labelsWithoutEnd_areToldOfForAWhile() {
        try (Logged log = Logged.start();
                AsyncWrapper db = AsyncWrapper.builder("future-labels", 1)
                        .executor(Executors.newSingleThreadExecutor(task -> {
                            Thread thread = new Thread(task, "future-labels");
                            thread.setDaemon(true);
                            return thread;
                        }))
                        .build()) {
            for (int i = 0; i < 300; i++) {
                db.labelled("label " + i).call(CompletableFuture::new).join();
            }
            log.await(line -> line.says("future-labels/label 0 - a body gave"));
            assertThat(log.count(line -> line.says("future-labels/"))).isLessThanOrEqualTo(100);
        }
    }
}
