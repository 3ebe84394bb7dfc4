package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code shared()}: the wrapper of the whole process. */
class SharedTest {

    @Test
    void shared_isAlwaysTheSameAndWorks() {
        assertThat(AsyncWrapper.shared()).isSameAs(AsyncWrapper.shared());
        assertThat(AsyncWrapper.shared().call(() -> "row").join()).isEqualTo("row");
        int limit = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
        assertThat(AsyncWrapper.shared().toString()).contains("shared (", "/" + limit + ",", "/1000, open)");
    }

    @Test
    void close_isRefusedAndChangesNothing() {
        assertThatThrownBy(() -> AsyncWrapper.shared().close()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> AsyncWrapper.shared().close(Duration.ZERO))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("build one of your own");
        assertThat(AsyncWrapper.shared().call(() -> "row").join()).isEqualTo("row");
    }

    @Test
    void views_canBeClosed() throws Exception {
        AsyncWrapper view = AsyncWrapper.shared().labelled("mine");
        view.close();
        assertThat(OutcomeTest.reason(view.call(() -> "row"))).isEqualTo(Reason.CLOSED);
        ListeningExecutorService executor = AsyncWrapper.shared().asExecutorService();
        assertThat(executor.submit(() -> "row").get()).isEqualTo("row");
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(AsyncWrapper.shared().call(() -> "row").join()).isEqualTo("row");
    }
}
