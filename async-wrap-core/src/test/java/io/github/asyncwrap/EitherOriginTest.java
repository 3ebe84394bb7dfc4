package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: what a stage of {@code …Either} holds of its sides. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EitherOriginTest {

    /** Each stage is the other side of the next one's: only a look at what has stopped keeps the chain short. */
    @Test
    void either_ofAnEitherThatIsOver_keepsNothingOfIt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<Integer> first = either(db, db.call(() -> 1));
            WeakReference<Origin> collected = new WeakReference<>(first.origin());
            AsyncFuture<Integer> second = either(db, first);
            first = null;
            AsyncFuture<Integer> third = either(db, second);
            Collected.await(collected, () -> {});
            assertThat(second).isDone();
            assertThat(third).isDone();
        }
    }

    private static AsyncFuture<Integer> either(AsyncWrapper db, AsyncFuture<Integer> other) {
        AsyncFuture<Integer> fresh = db.call(() -> 2);
        AsyncFuture<Integer> stage = fresh.applyToEither(other, row -> row);
        stage.join();
        stage.stopped().join();
        return stage;
    }
}
