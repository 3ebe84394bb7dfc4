package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** {@code AsyncFuture.completed} and {@code failed}, for tests and defaults. */
class CompletedFailedTest {

    @Test
    void completed_anyValue_isComplete() throws Exception {
        assertThat(AsyncFuture.completed("row")).isCompletedWithValue("row");
        assertThat(AsyncFuture.completed(null)).isCompletedWithValue(null);
        assertThat(AsyncFuture.completed("row").get()).isEqualTo("row");
        assertThat(AsyncFuture.completed("row").cancel(true)).isFalse();
        assertThat(AsyncFuture.completed("row").complete("other")).isFalse();
    }

    @Test
    void failed_anyFailure_hasFailedWithIt() {
        IOException failure = new IOException("no row");
        AsyncFuture<String> failed = AsyncFuture.failed(failure);
        assertThatThrownBy(failed::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(AsyncFuture.failed(new CancellationException())).isCancelled();
        assertThatThrownBy(() -> AsyncFuture.failed(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("failure");
    }

    @Test
    void completed_plainCallback_runsAtOnceHere() {
        Thread here = Thread.currentThread();
        assertThat(AsyncFuture.completed("row")
                        .thenApply(row -> Thread.currentThread())
                        .join())
                .isSameAs(here);
    }

    @Test
    void completed_asyncCallback_runsOnAThreadOfTheLibraryAndNotOnTheCommonPool() {
        Thread thread = AsyncFuture.completed("row")
                .thenApplyAsync(row -> Thread.currentThread())
                .join();
        assertThat(thread.getName()).startsWith("async-wrap-");
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void obtrude_isRefused() {
        AsyncFuture<String> future = AsyncFuture.completed("row");
        assertThatThrownBy(() -> future.obtrudeValue("other")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> future.obtrudeException(new IOException()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(future.join()).isEqualTo("row");
    }
}
