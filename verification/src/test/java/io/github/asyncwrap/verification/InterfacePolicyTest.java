package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Keyed;
import io.github.asyncwrap.Labelled;
import io.github.asyncwrap.RunningCall;
import io.github.asyncwrap.Uninterruptible;
import io.github.asyncwrap.Within;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The policy of a method, by annotations on the asynchronous interface. */
class InterfacePolicyTest {

    /** What blocks, in a gate. */
    public static final class Ledger {
        private final Gate gate;

        Ledger(Gate gate) {
            this.gate = gate;
        }

        public String post(String account, int entry) throws Exception {
            return gate.callable(account + entry).call();
        }

        public String sum(String account) throws Exception {
            return gate.callable("sum of " + account).call();
        }

        public String audit() throws Exception {
            return gate.callable("audit").call();
        }
    }

    /** Above: what it says of sum is replaced below. */
    public interface AsyncSums {
        @Labelled("replaced")
        @Within(value = 1, unit = TimeUnit.NANOSECONDS)
        CompletionStage<String> sum(String account);
    }

    /** The same, asynchronous. */
    public interface AsyncLedger extends AsyncSums {
        @Labelled("post")
        AsyncFuture<String> post(@Keyed String account, int entry);

        @Override
        @Within(value = 2, unit = TimeUnit.SECONDS)
        AsyncFuture<String> sum(String account);

        @Uninterruptible
        AsyncFuture<String> audit();
    }

    @Test
    void keyed_equalKeysInOrder_othersBesideThem() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4);
                Gate gate = Gate.create()) {
            AsyncLedger ledger = db.wrapInterface(AsyncLedger.class, new Ledger(gate));
            AsyncFuture<String> first = ledger.post("a", 1);
            gate.awaitEntered(1); // the first to be let through
            AsyncFuture<String> second = ledger.post(new String("a"), 2);
            AsyncFuture<String> other = ledger.post("b", 1);
            gate.awaitEntered(2);
            assertThat(db.stats().pending()).isEqualTo(1);
            gate.release();
            assertThat(first.join()).isEqualTo("a1");
            gate.awaitEntered(3);
            gate.releaseAll();
            assertThat(second.join()).isEqualTo("a2");
            assertThat(other.join()).isEqualTo("b1");
            assertThatThrownBy(() -> ledger.post(nobody(), 1))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("argument 1 of AsyncLedger.post(String, int) is the key of the call (@Keyed) and must "
                            + "not be null");
        }
    }

    @SuppressWarnings("NullAway") // that is the point
    private static String nobody() {
        return null;
    }

    @Test
    void labels_areThatOfTheMethod_orInterfaceAndMethod_orTheViews() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4);
                Gate gate = Gate.create()) {
            AsyncLedger ledger = db.wrapInterface(AsyncLedger.class, new Ledger(gate));
            ledger.post("a", 1);
            gate.awaitEntered(1);
            ledger.audit();
            gate.awaitEntered(2);
            AsyncLedger named = db.labelled("nightly").wrapInterface(AsyncLedger.class, new Ledger(gate));
            named.audit();
            gate.awaitEntered(3);
            named.post("b", 1);
            gate.awaitEntered(4);
            assertThat(db.runningCalls())
                    .extracting(RunningCall::label)
                    .containsExactly("post", "AsyncLedger.audit", "nightly", "post");
            gate.releaseAll();
        }
    }

    @Test
    void within_isTheMethodsDeadline_andTheShorterHolds() {
        DeterministicCarrier time = DeterministicCarrier.step();
        AsyncWrapper db = AsyncWrapper.builder("db", 4).carrier(time).build();
        try (db;
                Gate gate = Gate.create()) {
            AsyncLedger ledger = db.wrapInterface(AsyncLedger.class, new Ledger(gate));
            AsyncLedger hurried = db.within(Duration.ofSeconds(1)).wrapInterface(AsyncLedger.class, new Ledger(gate));
            AsyncFuture<String> sum = ledger.sum("a");
            CompletionStage<String> wider = ((AsyncSums) ledger).sum("a");
            AsyncFuture<String> hurriedSum = hurried.sum("a");
            AsyncFuture<String> post = ledger.post("a", 1);
            time.advance(Duration.ofMillis(1_010));
            assertThat(Failures.of(hurriedSum)).isInstanceOf(AsyncTimeoutException.class);
            assertThat(List.of(sum, wider.toCompletableFuture(), post)).noneMatch(call -> call.isDone());
            time.advance(Duration.ofSeconds(1));
            assertThat(Failures.of(sum))
                    .isInstanceOf(AsyncTimeoutException.class)
                    .hasMessageStartingWith("db/AsyncLedger.sum - timed out after 200");
            assertThat(Failures.of(wider.toCompletableFuture())).isInstanceOf(AsyncTimeoutException.class);
            assertThat(post).isNotDone();
            gate.releaseAll();
            time.runAll();
        }
    }

    @Test
    void uninterruptible_bodiesAreNotInterrupted() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4);
                Gate gate = Gate.create()) {
            AsyncLedger ledger = db.wrapInterface(AsyncLedger.class, new Ledger(gate));
            AsyncFuture<String> audit = ledger.audit();
            AsyncFuture<String> sum = ledger.sum("a");
            gate.awaitEntered(2);
            audit.cancel(true);
            sum.cancel(true);
            sum.stopped().join();
            gate.awaitInterruptions(1);
            assertThat(audit.stopped()).isNotDone();
            gate.release();
            audit.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    @Test
    void views_ofTheWrapperThatItWasMadeThrough_hold_andCloseIt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4);
                Gate gate = Gate.create()) {
            AsyncWrapper one = db.limitedTo("one", 1);
            AsyncLedger ledger = one.wrapInterface(AsyncLedger.class, new Ledger(gate));
            ledger.audit();
            AsyncFuture<String> pending = ledger.audit();
            gate.awaitEntered(1);
            assertThat(one.stats().pending()).isEqualTo(1);
            one.close();
            assertThat(Failures.of(ledger.audit()).getMessage()).startsWith("one/AsyncLedger.audit - refused, closed ");
            gate.releaseAll();
            assertThat(pending.join()).isEqualTo("audit");
        }
    }
}
