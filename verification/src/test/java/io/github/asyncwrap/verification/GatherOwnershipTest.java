package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.SettableFuture;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code all}, {@code settle}, {@code race} and {@code firstOf} give owns its futures: they end with it. */
class GatherOwnershipTest {
    /** A result that owns its futures. */
    private interface Owner extends Function<List<AsyncFuture<String>>, AsyncFuture<?>> {}

    static Stream<Named<Owner>> owners() {
        return Stream.of(
                Named.of("all", Gather::all),
                Named.of("settle", Gather::settle),
                Named.of("race", Gather::race),
                Named.of("firstOf", futures -> Gather.firstOf(2, futures)));
    }

    @ParameterizedTest
    @MethodSource("owners")
    void owner_cancelledTrue_interruptsWhatRunsAndUnlinksWhatIsPending(Owner owner) throws Exception {
        assertEndsAll(owner, result -> result.cancel(true), 1);
    }

    @ParameterizedTest
    @MethodSource("owners")
    void owner_cancelledFalse_leavesTheBodyAlone(Owner owner) throws Exception {
        assertEndsAll(owner, result -> result.cancel(false), 0);
    }

    @ParameterizedTest
    @MethodSource("owners")
    void owner_completedFromOutside_cancelsAll(Owner owner) throws Exception {
        assertEndsAll(owner, result -> result.completeExceptionally(new IOException("enough")), 1);
    }

    @ParameterizedTest
    @MethodSource("owners")
    void owner_timesOut_cancelsAll(Owner owner) throws Exception {
        assertEndsAll(owner, result -> result.orTimeout(1, TimeUnit.MILLISECONDS), 1);
    }

    @ParameterizedTest
    @MethodSource("owners")
    void owner_aLinkedDescendantIsCancelled_cancelsAll(Owner owner) throws Exception {
        assertEndsAll(owner, result -> result.linked().thenRun(() -> {}).cancel(true), 1);
    }

    private static void assertEndsAll(Owner owner, Consumer<AsyncFuture<?>> end, int interruptions) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("late"));
            AsyncFuture<String> pending = db.call(() -> "never");
            gate.awaitEntered(1);
            AsyncFuture<?> result = owner.apply(List.of(running, pending));
            end.accept(result);
            assertThatThrownBy(running::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(pending::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(result::join).isNotNull();
            if (interruptions == 0) {
                assertThat(result.stopped()).isNotDone();
                gate.release();
            }
            result.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(interruptions);
        }
    }

    @Test
    void owner_cancelled_cancelsAListenableFutureThatIsNotOurs() {
        SettableFuture<String> theirs = SettableFuture.create();
        Gather.all(List.of(AsyncFuture.from(theirs))).cancel(true);
        assertThat(theirs.isCancelled()).isTrue();
    }

    @Test
    void owner_cancelled_getsPastAStageThatCannotBeCancelled() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> last = new CompletableFuture<>();
        AsyncFuture<String> ours = AsyncFuture.completed("row").newIncompleteFuture();
        Gather.all(List.of(first.minimalCompletionStage(), ours.minimalCompletionStage(), last))
                .cancel(true);
        assertThat(last).isCancelled();
        assertThat(first).isNotDone();
    }
}
